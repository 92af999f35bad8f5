package dev.corral.backup;

import dev.corral.store.Database;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of a database, found in the database. */
final class Schema {

    private static final String OURS = "corral_";

    private final DatabaseMetaData data;
    private final String catalog;
    private final String schema;

    private Schema(Connection connection) throws SQLException {
        this.data = connection.getMetaData();
        this.catalog = connection.getCatalog();
        this.schema = connection.getSchema();
    }

    /**
     * All of Corral's tables, each behind those that it refers to. The history of migrations is
     * none of them.
     *
     * @throws IllegalStateException when a table cannot be carried over
     */
    static List<Table> of(Connection connection) throws SQLException {
        return new Schema(connection).tables();
    }

    /** How many rows all tables have together. */
    static long rows(Connection connection, List<Table> tables) throws SQLException {
        long rows = 0;
        for (Table table : tables) {
            rows += rows(connection, table);
        }
        return rows;
    }

    static long rows(Connection connection, Table table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + table.name())) {
            count.next();
            return count.getLong(1);
        }
    }

    private List<Table> tables() throws SQLException {
        Map<String, Table> found = new TreeMap<>();
        try (ResultSet rows = data.getTables(catalog, schema, null, new String[] {"TABLE"})) {
            while (rows.next()) {
                String stored = rows.getString("TABLE_NAME");
                String name = small(stored);
                if (name.startsWith(OURS) && !name.equals(Database.historyTable())) {
                    found.put(name, table(name, stored));
                }
            }
        }
        return inOrder(found);
    }

    private Table table(String name, String stored) throws SQLException {
        List<Table.Column> columns = new ArrayList<>();
        try (ResultSet rows = data.getColumns(catalog, schema, stored, null)) {
            while (rows.next()) {
                if (!rows.getString("TABLE_NAME").equals(stored)) {
                    // The name is a pattern, in which _ stands for any letter.
                    continue;
                }
                String column = small(rows.getString("COLUMN_NAME"));
                int type = rows.getInt("DATA_TYPE");
                if ("YES".equals(rows.getString("IS_AUTOINCREMENT"))) {
                    throw new IllegalStateException(
                            name + "." + column + " is counted by the database");
                }
                columns.add(new Table.Column(column, Kind.of(type, name + "." + column), type));
            }
        }
        Set<String> parents = new TreeSet<>();
        Set<String> own = new TreeSet<>();
        try (ResultSet rows = data.getImportedKeys(catalog, schema, stored)) {
            while (rows.next()) {
                String parent = small(rows.getString("PKTABLE_NAME"));
                if (parent.equals(name)) {
                    own.add(small(rows.getString("FKCOLUMN_NAME")));
                } else {
                    parents.add(parent);
                }
            }
        }
        return new Table(name, List.copyOf(columns), key(stored), parents, own);
    }

    private List<String> key(String stored) throws SQLException {
        Map<Integer, String> columns = new TreeMap<>();
        try (ResultSet rows = data.getPrimaryKeys(catalog, schema, stored)) {
            while (rows.next()) {
                columns.put(rows.getInt("KEY_SEQ"), small(rows.getString("COLUMN_NAME")));
            }
        }
        return List.copyOf(columns.values());
    }

    private static List<Table> inOrder(Map<String, Table> tables) {
        Map<String, Table> ordered = new LinkedHashMap<>();
        while (ordered.size() < tables.size()) {
            Set<String> ready = new LinkedHashSet<>();
            for (Table table : tables.values()) {
                if (!ordered.containsKey(table.name())
                        && ordered.keySet().containsAll(table.parents())) {
                    ready.add(table.name());
                }
            }
            if (ready.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle");
            }
            ready.forEach(name -> ordered.put(name, tables.get(name)));
        }
        return List.copyOf(ordered.values());
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
