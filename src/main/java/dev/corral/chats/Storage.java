package dev.corral.chats;

import dev.corral.identity.Caller;
import dev.corral.store.Database;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** How much people keep in their chats. Thread-safe. */
public final class Storage {

    private static final int LARGEST = 10;

    private final Database database;
    private final Capacity capacity;

    Storage(Database database, Capacity capacity) {
        this.database = database;
        this.capacity = capacity;
    }

    /**
     * What one person keeps.
     *
     * @param used bytes
     * @param limit bytes that it may be
     * @param chats how many
     */
    public record Own(long used, long limit, long chats) {}

    /**
     * What somebody keeps, for administrators.
     *
     * @param name null for somebody whose login is not remembered
     * @param used bytes
     */
    public record Part(String name, long used, long chats) {}

    /**
     * What all keep.
     *
     * @param used bytes
     * @param limit bytes that one person may keep
     * @param largest those who keep most, the first most
     */
    public record All(long used, long limit, long chats, long people, List<Part> largest) {}

    /** What the caller keeps. */
    public Own own(Caller caller) {
        String owner = Owner.of(caller);
        return database.inTransaction(
                manager ->
                        new Own(
                                capacity.used(manager, owner),
                                capacity.perPerson(),
                                capacity.chats(manager, owner)));
    }

    /**
     * What all keep.
     *
     * @param names of people who are known
     */
    public All all(Supplier<Set<String>> names) {
        return database.inTransaction(manager -> all(manager, names.get()));
    }

    private All all(EntityManager manager, Collection<String> names) {
        Map<String, String> nameOf = new HashMap<>();
        names.forEach(name -> nameOf.put(Owner.of(name), name));
        List<Part> parts =
                capacity.all(manager).stream()
                        .map(Object[].class::cast)
                        .map(
                                row ->
                                        new Part(
                                                nameOf.get((String) row[0]),
                                                ((Number) row[1]).longValue(),
                                                ((Number) row[2]).longValue()))
                        .sorted(Comparator.comparingLong(Part::used).reversed())
                        .toList();
        return new All(
                parts.stream().mapToLong(Part::used).sum(),
                capacity.perPerson(),
                parts.stream().mapToLong(Part::chats).sum(),
                parts.size(),
                parts.subList(0, Math.min(LARGEST, parts.size())));
    }
}
