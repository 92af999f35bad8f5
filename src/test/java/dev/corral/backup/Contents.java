package dev.corral.backup;

import dev.corral.store.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All rows of a database, comparable with those of another. */
final class Contents {

    static final String ODD = "Grüße, 世界, 👩‍👩‍👧, \u0001, \"'\\, half: \ud83d.";

    private Contents() {}

    static Map<String, SortedSet<String>> of(Database database) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            return of(connection);
        }
    }

    static Map<String, SortedSet<String>> of(Connection connection)
            throws SQLException, IOException {
        Map<String, SortedSet<String>> all = new TreeMap<>();
        for (Table table : Schema.of(connection)) {
            SortedSet<String> rows = new TreeSet<>();
            new DatabaseRows(connection)
                    .each(
                            table,
                            values ->
                                    rows.add(
                                            Arrays.stream(values)
                                                    .map(Contents::text)
                                                    .collect(Collectors.joining("|"))));
            all.put(table.name(), rows);
        }
        return all;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes)
                : String.valueOf(value);
    }

    /** Puts rows of every shape into tables of the first versions. */
    static void fill(Database database, String mark, int keys) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            setting(connection, mark);
            key(connection, mark, keys);
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO corral_policy (version, saved_at, saved_by, note, rules) VALUES (?, ?, ?, ?, ?)")) {
                insert.setLong(1, 1);
                insert.setLong(2, 1_795_000_000_000L);
                insert.setString(3, "admin");
                insert.setString(4, "");
                insert.setString(5, "{\"rules\":[]} ".repeat(20_000) + "世");
                insert.executeUpdate();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void setting(Connection connection, String mark) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO corral_setting (setting_key, setting_text, version) VALUES (?, ?, ?)")) {
            insert.setString(1, "corral.ui.title");
            insert.setString(2, mark);
            insert.setLong(3, Long.MAX_VALUE);
            insert.executeUpdate();
            insert.setString(1, "corral.ui.notice");
            insert.setString(2, null);
            insert.setLong(3, 2);
            insert.executeUpdate();
        }
    }

    static void key(Connection connection, String mark, int keys) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO corral_api_key (id, key_owner, key_name, secret_hash, secret_end, scopes, in_path, created_at, expires_at,"
                                + " change_number) VALUES (?, ?, ?, ?, 'abcd', 'ollama', 0, 5, ?, 1)")) {
            for (int i = 0; i < keys; i++) {
                insert.setString(1, "key-" + i);
                insert.setString(2, "alice");
                insert.setString(3, mark.length() > 90 ? mark.substring(0, 90) : mark);
                insert.setString(4, "%064x".formatted(i));
                insert.setObject(5, i % 2 == 0 ? (Long) 7L : null);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
