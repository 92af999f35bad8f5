package dev.corral.chats;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statements of {@link Saver}. An update of a message that was deleted meanwhile does nothing.
 */
final class Saved {

    private static final String UPDATE =
            "UPDATE corral_chat_message SET content = ?, thinking = ?, tool_calls = ?,"
                    + " logprobs = ?, stands = ?, error_text = ?, stats = ?, node = ? WHERE id = ?";

    /**
     * An answer as it was at one moment.
     *
     * @param row a copy
     */
    record Snapshot(MessageRow row, String ownerId) {}

    private Saved() {}

    /**
     * Stores all of them; the caller commits. The chats' rows are taken first, as everybody does
     * who changes a chat: else two could wait for each other.
     */
    static void store(Connection connection, List<Snapshot> all, long now) throws SQLException {
        take(connection, all, now);
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            for (Snapshot one : all) {
                if (one.row.isUnderWay()) {
                    set(update, one.row);
                    update.addBatch();
                }
            }
            update.executeBatch();
            for (Snapshot one : all) {
                if (!one.row.isUnderWay()) {
                    set(update, one.row);
                    if (update.executeUpdate() == 1) {
                        count(connection, one.row);
                        ended(connection, one);
                    }
                }
            }
        }
    }

    private static void take(Connection connection, List<Snapshot> all, long now)
            throws SQLException {
        Map<String, Boolean> chats = new TreeMap<>();
        for (Snapshot one : all) {
            chats.merge(one.row.chat, !one.row.isUnderWay(), Boolean::logicalOr);
        }
        try (PreparedStatement touch =
                        connection.prepareStatement(
                                "UPDATE corral_chat SET updated_at = ? WHERE id = ?");
                PreparedStatement lock =
                        connection.prepareStatement(
                                "UPDATE corral_chat SET version = version WHERE id = ?")) {
            for (Map.Entry<String, Boolean> chat : chats.entrySet()) {
                if (chat.getValue()) {
                    touch.setLong(1, now);
                    touch.setString(2, chat.getKey());
                    touch.executeUpdate();
                } else {
                    lock.setString(1, chat.getKey());
                    lock.executeUpdate();
                }
            }
        }
    }

    private static void set(PreparedStatement update, MessageRow row) throws SQLException {
        update.setString(1, row.content);
        update.setString(2, row.thinking);
        update.setString(3, row.toolCalls);
        update.setString(4, row.logprobs);
        update.setString(5, row.state);
        update.setString(6, row.error);
        update.setString(7, row.stats);
        update.setString(8, row.isUnderWay() ? row.node : null);
        update.setString(9, row.id);
    }

    /** What has grown since it was counted last takes room of its chat. */
    private static void count(Connection connection, MessageRow row) throws SQLException {
        long now = Sizes.of(row);
        try (PreparedStatement message =
                        connection.prepareStatement(
                                "UPDATE corral_chat_message SET byte_count = ? WHERE id = ?");
                PreparedStatement chat =
                        connection.prepareStatement(
                                "UPDATE corral_chat SET byte_count = byte_count + ? WHERE id = ?")) {
            message.setLong(1, now);
            message.setString(2, row.id);
            message.executeUpdate();
            chat.setLong(1, now - row.size);
            chat.setString(2, row.chat);
            chat.executeUpdate();
        }
    }

    /** What is over can be found by search. */
    private static void ended(Connection connection, Snapshot one) throws SQLException {
        try (PreparedStatement forget =
                        connection.prepareStatement(
                                "DELETE FROM corral_chat_trace WHERE message = ?");
                PreparedStatement trace =
                        connection.prepareStatement(
                                "INSERT INTO corral_chat_trace (message, chat, owner_id, ordinal, grams)"
                                        + " VALUES (?, ?, ?, ?, ?)")) {
            forget.setString(1, one.row.id);
            forget.executeUpdate();
            trace.setString(1, one.row.id);
            trace.setString(2, one.row.chat);
            trace.setString(3, one.ownerId);
            trace.setLong(4, one.row.ordinal);
            trace.setBytes(5, Grams.of(one.row.content));
            trace.executeUpdate();
        }
    }
}
