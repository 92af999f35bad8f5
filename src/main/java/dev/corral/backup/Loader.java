package dev.corral.backup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Puts rows in the place of all that a database has, inside of a transaction of the caller. */
final class Loader {

    private static final int BATCH_ROWS = 200;
    private static final long BATCH_CHARACTERS = 1 << 20;

    private final Connection connection;
    private final List<Table> tables;
    private final boolean refusesZero;

    Loader(Connection connection) throws SQLException {
        this.connection = connection;
        this.tables = Schema.of(connection);
        this.refusesZero =
                connection
                        .getMetaData()
                        .getDatabaseProductName()
                        .toLowerCase(Locale.ROOT)
                        .contains("postgres");
    }

    /** The tables of the target. */
    List<Table> tables() {
        return tables;
    }

    /** Deletes everything, then takes all rows over. */
    void replace(Rows rows, Progress progress) throws IOException, SQLException {
        List<Table> backwards = new ArrayList<>(tables);
        Collections.reverse(backwards);
        try (Statement statement = connection.createStatement()) {
            for (Table table : backwards) {
                for (String column : table.own()) {
                    statement.executeUpdate(
                            "UPDATE " + table.name() + " SET " + column + " = NULL");
                }
                statement.executeUpdate("DELETE FROM " + table.name());
            }
        }
        for (Table table : tables) {
            insert(table, rows, progress);
            for (String column : table.own()) {
                link(table, column, rows);
            }
        }
    }

    private void insert(Table table, Rows rows, Progress progress)
            throws IOException, SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.insert())) {
            Batch batch = new Batch(statement);
            rows.each(
                    table,
                    values -> {
                        for (int i = 0; i < values.length; i++) {
                            Table.Column column = table.columns().get(i);
                            // The row that it refers to may come later.
                            boolean later = table.own().contains(column.name());
                            bind(statement, i + 1, column, later ? null : values[i]);
                        }
                        batch.add(values);
                        progress.rows(1);
                    });
            batch.finish();
        }
    }

    private void link(Table table, String column, Rows rows) throws IOException, SQLException {
        int at = table.index(column);
        try (PreparedStatement statement = connection.prepareStatement(table.update(column))) {
            Batch batch = new Batch(statement);
            rows.each(
                    table,
                    values -> {
                        if (values[at] == null) {
                            return;
                        }
                        bind(statement, 1, table.columns().get(at), values[at]);
                        int parameter = 2;
                        for (String key : table.key()) {
                            int place = table.index(key);
                            bind(statement, parameter++, table.columns().get(place), values[place]);
                        }
                        batch.add(values);
                    });
            batch.finish();
        }
    }

    private void bind(PreparedStatement statement, int index, Table.Column column, Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, column.jdbcType());
        } else if (refusesZero && value instanceof String text) {
            // PostgreSQL has no text with a NUL in it; the others do.
            column.kind().bind(statement, index, text.replace('\0', '\ufffd'));
        } else {
            column.kind().bind(statement, index, value);
        }
    }

    private static final class Batch {

        private final PreparedStatement statement;
        private int waiting;
        private long characters;

        Batch(PreparedStatement statement) {
            this.statement = statement;
        }

        void add(Object[] values) throws SQLException {
            statement.addBatch();
            waiting++;
            for (Object value : values) {
                characters += value instanceof String text ? text.length() : 0;
                characters += value instanceof byte[] bytes ? bytes.length : 0;
            }
            if (waiting >= BATCH_ROWS || characters >= BATCH_CHARACTERS) {
                finish();
            }
        }

        void finish() throws SQLException {
            if (waiting > 0) {
                statement.executeBatch();
                waiting = 0;
                characters = 0;
            }
        }
    }
}
