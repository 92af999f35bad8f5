package dev.corral.backup;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table as the database describes it; all names in small letters.
 *
 * @param columns in the order of the database
 * @param key the columns of the primary key
 * @param parents the other tables that its rows refer to
 * @param own the columns that refer to other rows of the table itself
 */
record Table(
        String name, List<Column> columns, List<String> key, Set<String> parents, Set<String> own) {

    /** A column; {@code jdbcType} is that of this database. */
    record Column(String name, Kind kind, int jdbcType) {}

    /** The statement that reads all rows, with the columns in their order here. */
    String select() {
        return "SELECT " + names() + " FROM " + name;
    }

    /** The statement that adds a row. */
    String insert() {
        String places = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        return "INSERT INTO " + name + " (" + names() + ") VALUES (" + places + ")";
    }

    /** The statement that sets one column of one row, found by its key. */
    String update(String column) {
        String where = key.stream().map(one -> one + " = ?").collect(Collectors.joining(" AND "));
        return "UPDATE " + name + " SET " + column + " = ? WHERE " + where;
    }

    /** The place of a column. */
    int index(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " has no column " + column);
    }

    private String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
