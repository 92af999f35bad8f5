package dev.corral.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/** What a column holds, the same on every database. */
enum Kind {
    TEXT {
        @Override
        Object read(ResultSet row, int index) throws SQLException {
            return row.getString(index);
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeString((String) value);
        }

        @Override
        Object parse(JsonParser in) throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING) ? in.getText() : null;
        }

        @Override
        void bind(PreparedStatement statement, int index, Object value) throws SQLException {
            statement.setString(index, (String) value);
        }
    },

    WHOLE {
        @Override
        Object read(ResultSet row, int index) throws SQLException {
            return orNull(row, row.getLong(index));
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber((Long) value);
        }

        @Override
        Object parse(JsonParser in) throws IOException {
            return in.hasToken(JsonToken.VALUE_NUMBER_INT) ? (Object) in.getLongValue() : null;
        }

        @Override
        void bind(PreparedStatement statement, int index, Object value) throws SQLException {
            statement.setLong(index, (Long) value);
        }
    },

    REAL {
        @Override
        Object read(ResultSet row, int index) throws SQLException {
            return orNull(row, row.getDouble(index));
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber((Double) value);
        }

        @Override
        Object parse(JsonParser in) throws IOException {
            return in.currentToken().isNumeric() ? (Object) in.getDoubleValue() : null;
        }

        @Override
        void bind(PreparedStatement statement, int index, Object value) throws SQLException {
            statement.setDouble(index, (Double) value);
        }
    },

    BOOLEAN {
        @Override
        Object read(ResultSet row, int index) throws SQLException {
            return orNull(row, row.getBoolean(index));
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeBoolean((Boolean) value);
        }

        @Override
        Object parse(JsonParser in) throws IOException {
            return in.currentToken().isBoolean() ? (Object) in.getBooleanValue() : null;
        }

        @Override
        void bind(PreparedStatement statement, int index, Object value) throws SQLException {
            statement.setBoolean(index, (Boolean) value);
        }
    },

    BYTES {
        @Override
        Object read(ResultSet row, int index) throws SQLException {
            return row.getBytes(index);
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeBinary((byte[]) value);
        }

        @Override
        Object parse(JsonParser in) throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING) ? in.getBinaryValue() : null;
        }

        @Override
        void bind(PreparedStatement statement, int index, Object value) throws SQLException {
            statement.setBytes(index, (byte[]) value);
        }
    };

    /**
     * The kind of a JDBC type.
     *
     * @throws IllegalStateException for a type that a migration must not use
     */
    static Kind of(int jdbcType, String column) {
        return switch (jdbcType) {
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB, Types.NVARCHAR -> TEXT;
            case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT -> WHOLE;
            case Types.DOUBLE, Types.FLOAT, Types.REAL -> REAL;
            case Types.BOOLEAN, Types.BIT -> BOOLEAN;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
            default ->
                    throw new IllegalStateException(
                            column + " has a type that no backup can carry (" + jdbcType + ")");
        };
    }

    private static <T> T orNull(ResultSet row, T value) throws SQLException {
        return row.wasNull() ? null : value;
    }

    /** The value of a column of the current row; null for NULL. */
    abstract Object read(ResultSet row, int index) throws SQLException;

    /** Writes a value that is not null. */
    abstract void write(JsonGenerator out, Object value) throws IOException;

    /** The value that the parser stands at; null when it is of another kind. */
    abstract Object parse(JsonParser in) throws IOException;

    /** Sets a parameter to a value that is not null. */
    abstract void bind(PreparedStatement statement, int index, Object value) throws SQLException;
}
