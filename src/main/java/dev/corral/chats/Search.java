package dev.corral.chats;

import dev.corral.identity.Caller;
import dev.corral.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the caller's chats by title and messages by text, newest first, without regard to case and
 * accents. Small summaries of all messages tell which of them are worth reading. Thread-safe.
 */
public final class Search {

    private static final int MOST_WORDS = 8;
    private static final int LONGEST = 200;
    private static final int TITLES = 20;
    private static final int AT_ONCE = 25;

    /** So many messages are read for one part at most, whatever there is in them. */
    private static final int MOST_READ = 2_000;

    private final Database database;

    Search(Database database) {
        this.database = database;
    }

    /**
     * Something found.
     *
     * @param message null when the title was found
     * @param role whose message it is, or null
     */
    public record Hit(
            String chat,
            String title,
            String message,
            String role,
            Instant at,
            List<Excerpt.Piece> excerpt) {}

    private record Found(String message, String chat, String role, long at, String content) {}

    private record Candidate(String message, long ordinal) {}

    /**
     * Searches.
     *
     * @param query words that must all be there
     * @param cursor of the part before, or null
     */
    public Lists.Part<Hit> find(Caller caller, String query, int limit, String cursor) {
        List<String> words = words(query);
        int most = Limits.page(limit);
        long before = place(cursor);
        if (words.isEmpty()) {
            return new Lists.Part<>(List.of(), null);
        }
        return database.withConnection(
                connection -> {
                    List<Hit> hits = new ArrayList<>();
                    if (cursor == null) {
                        titles(connection, Owner.of(caller), words, Math.min(TITLES, most), hits);
                    }
                    long next = messages(connection, Owner.of(caller), words, before, most, hits);
                    return new Lists.Part<>(hits, next == 0 ? null : Long.toString(next));
                });
    }

    private static List<String> words(String query) {
        if (query == null || query.length() > LONGEST) {
            throw ChatProblem.bad("q has 1 to " + LONGEST + " characters.");
        }
        return Arrays.stream(Grams.fold(query).strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .limit(MOST_WORDS)
                .toList();
    }

    private static long place(String cursor) {
        try {
            return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw ChatProblem.bad("The cursor is not known; begin again without it.");
        }
    }

    private static void titles(
            Connection connection, String owner, List<String> words, int most, List<Hit> hits)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, title, updated_at FROM corral_chat WHERE owner_id = ?"
                                + " AND title IS NOT NULL ORDER BY updated_at DESC")) {
            select.setString(1, owner);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next() && hits.size() < most) {
                    String title = rows.getString(2);
                    if (hasAll(title, words)) {
                        hits.add(
                                new Hit(
                                        rows.getString(1),
                                        title,
                                        null,
                                        null,
                                        Instant.ofEpochMilli(rows.getLong(3)),
                                        Excerpt.of(title, words)));
                    }
                }
            }
        }
    }

    private static boolean hasAll(String text, List<String> words) {
        String folded = Grams.fold(text);
        return words.stream().allMatch(folded::contains);
    }

    /** Adds hits up to {@code most}; where to go on, or 0 at the end. */
    private static long messages(
            Connection connection,
            String owner,
            List<String> words,
            long before,
            int most,
            List<Hit> hits)
            throws SQLException {
        List<Candidate> batch = new ArrayList<>();
        int read = 0;
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT message, ordinal, grams FROM corral_chat_trace WHERE owner_id = ?"
                                + " AND ordinal < ? ORDER BY ordinal DESC")) {
            select.setString(1, owner);
            select.setLong(2, before);
            try (ResultSet rows = select.executeQuery()) {
                boolean more = rows.next();
                while (more) {
                    byte[] grams = rows.getBytes(3);
                    if (words.stream().allMatch(word -> Grams.mayHave(grams, word))) {
                        batch.add(new Candidate(rows.getString(1), rows.getLong(2)));
                    }
                    more = rows.next();
                    if (batch.size() == AT_ONCE || !more) {
                        long full = confirm(connection, owner, words, batch, most, hits);
                        if (full != 0) {
                            return full;
                        }
                        read += batch.size();
                        if (more && read >= MOST_READ) {
                            return batch.get(batch.size() - 1).ordinal;
                        }
                        batch.clear();
                    }
                }
            }
        }
        return 0;
    }

    /** Reads candidates; the ordinal of the last hit when there is room for no more, else 0. */
    private static long confirm(
            Connection connection,
            String owner,
            List<String> words,
            List<Candidate> batch,
            int most,
            List<Hit> hits)
            throws SQLException {
        Map<String, Found> found = read(connection, batch);
        Map<String, String> titles = new HashMap<>();
        long last = 0;
        for (Candidate candidate : batch) {
            Found one = found.get(candidate.message);
            if (one != null && hasAll(one.content, words)) {
                if (hits.size() >= most) {
                    return last == 0 ? candidate.ordinal + 1 : last;
                }
                if (!titles.containsKey(one.chat)) {
                    titles.put(one.chat, title(connection, owner, one.chat));
                }
                hits.add(
                        new Hit(
                                one.chat,
                                titles.get(one.chat),
                                one.message,
                                one.role,
                                Instant.ofEpochMilli(one.at),
                                Excerpt.of(one.content, words)));
                last = candidate.ordinal;
            }
        }
        return 0;
    }

    private static Map<String, Found> read(Connection connection, List<Candidate> batch)
            throws SQLException {
        Map<String, Found> found = new HashMap<>();
        if (batch.isEmpty()) {
            return found;
        }
        String marks = "?" + ", ?".repeat(AT_ONCE - 1);
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, chat, said_by, created_at, content FROM corral_chat_message"
                                + " WHERE id IN ("
                                + marks
                                + ")")) {
            for (int i = 0; i < AT_ONCE; i++) {
                select.setString(i + 1, batch.get(Math.min(i, batch.size() - 1)).message);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(1);
                    found.put(
                            id,
                            new Found(
                                    id,
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getLong(4),
                                    rows.getString(5)));
                }
            }
        }
        return found;
    }

    private static String title(Connection connection, String owner, String chat)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT title FROM corral_chat WHERE id = ? AND owner_id = ?")) {
            select.setString(1, chat);
            select.setString(2, owner);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
