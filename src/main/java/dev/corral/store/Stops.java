package dev.corral.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends on one node what somebody wants to end on another: the wish is a row, and each node looks
 * twice a second for wishes about what runs there, as long as something does. Thread-safe.
 */
public final class Stops {

    private static final Duration EVERY = Duration.ofMillis(500);

    /** A wish that nobody fulfilled by then is about what is over. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    private final Database database;
    private final Clock clock;

    /** Wishes in that database. */
    public Stops(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Wants that to end, wherever it runs. Once more is the same. */
    public void ask(Collection<String> ids) {
        database.withConnection(connection -> ask(connection, ids));
    }

    private Void ask(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement forget =
                        connection.prepareStatement("DELETE FROM corral_stop WHERE asked_at < ?");
                PreparedStatement know =
                        connection.prepareStatement("SELECT id FROM corral_stop WHERE id = ?");
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO corral_stop (id, asked_at) VALUES (?, ?)")) {
            forget.setLong(1, clock.millis() - KEPT.toMillis());
            forget.executeUpdate();
            for (String id : ids) {
                know.setString(1, id);
                try (ResultSet known = know.executeQuery()) {
                    if (!known.next()) {
                        insert.setString(1, id);
                        insert.setLong(2, clock.millis());
                        insert.executeUpdate();
                    }
                }
            }
        }
        return null;
    }

    /**
     * Looks for wishes until it is closed.
     *
     * @param name of the thread
     * @param here the ids of what runs on this node; asked on that thread
     * @param end ends one of them
     */
    public Repeated follow(String name, Supplier<Set<String>> here, Consumer<String> end) {
        return new Repeated(
                name,
                EVERY,
                Stops.class,
                "What others want to stop here cannot be read now, and is read later",
                () -> look(here.get(), end));
    }

    private void look(Set<String> here, Consumer<String> end) {
        if (here.isEmpty()) {
            return;
        }
        Set<String> wanted = database.withConnection(Stops::wanted);
        wanted.retainAll(here);
        wanted.forEach(end);
        if (!wanted.isEmpty()) {
            database.withConnection(connection -> forget(connection, List.copyOf(wanted)));
        }
    }

    private static Set<String> wanted(Connection connection) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM corral_stop");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static Void forget(Connection connection, List<String> ids) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM corral_stop WHERE id = ?")) {
            for (String id : ids) {
                delete.setString(1, id);
                delete.executeUpdate();
            }
        }
        return null;
    }
}
