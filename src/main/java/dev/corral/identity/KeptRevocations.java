package dev.corral.identity;

import dev.corral.store.RestoreRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A key that was revoked after the backup stays revoked, and roles that were seen later stay in
 * force: a restore must not let anybody in again.
 */
final class KeptRevocations implements RestoreRule {

    private record Revoked(String id, long at, String by) {}

    private record Seen(String id, String held, long at) {}

    @Override
    public Repair read(Connection current) throws SQLException {
        List<Revoked> revoked = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        try (Statement statement = current.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT id, revoked_at, revoked_by FROM corral_api_key WHERE revoked_at IS NOT NULL")) {
                while (rows.next()) {
                    revoked.add(new Revoked(rows.getString(1), rows.getLong(2), rows.getString(3)));
                }
            }
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT id, held_roles, seen_at FROM corral_principal")) {
                while (rows.next()) {
                    seen.add(new Seen(rows.getString(1), rows.getString(2), rows.getLong(3)));
                }
            }
        }
        long number = number(current);
        return restored -> repair(restored, revoked, seen, Math.max(number, number(restored)) + 1);
    }

    private static long number(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT MAX(changes) FROM corral_change_count WHERE area = '"
                                        + ChangeCountRow.IDENTITY
                                        + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void repair(
            Connection restored, List<Revoked> revoked, List<Seen> seen, long number)
            throws SQLException {
        try (PreparedStatement revoke =
                        restored.prepareStatement(
                                "UPDATE corral_api_key SET revoked_at = ?, revoked_by = ?, change_number = ? WHERE id = ? AND revoked_at IS NULL");
                PreparedStatement see =
                        restored.prepareStatement(
                                "UPDATE corral_principal SET held_roles = ?, seen_at = ?, change_number = ? WHERE id = ? AND seen_at < ?");
                PreparedStatement count =
                        restored.prepareStatement(
                                "UPDATE corral_change_count SET changes = ? WHERE area = ?")) {
            for (Revoked key : revoked) {
                revoke.setLong(1, key.at());
                revoke.setString(2, key.by());
                revoke.setLong(3, number);
                revoke.setString(4, key.id());
                revoke.executeUpdate();
            }
            for (Seen person : seen) {
                see.setString(1, person.held());
                see.setLong(2, person.at());
                see.setLong(3, number);
                see.setString(4, person.id());
                see.setLong(5, person.at());
                see.executeUpdate();
            }
            count.setLong(1, number);
            count.setString(2, ChangeCountRow.IDENTITY);
            count.executeUpdate();
        }
    }
}
