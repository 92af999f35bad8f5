package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.store.Database;
import dev.corral.store.RestoreRule;
import dev.corral.store.StoreFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a restore must not take back. */
@Timeout(120)
@Tag(StoreFixture.DATABASE)
class KeptRevocationsTest {

    @TempDir Path folder;

    private static void key(Statement statement, String id, String revoked) throws SQLException {
        statement.execute(
                "INSERT INTO corral_api_key (id, key_owner, key_name, secret_hash, secret_end, scopes, in_path, created_at, revoked_at, change_number)"
                        + " VALUES ('"
                        + id
                        + "', 'alice', 'n', 'hash-"
                        + id
                        + "', 'abcd', 'ollama', 0, 1, "
                        + revoked
                        + ", 1)");
    }

    private static void person(Statement statement, String roles, long seen) throws SQLException {
        statement.execute(
                "INSERT INTO corral_principal (id, principal_name, held_roles, seen_at, change_number) VALUES ('p', 'alice', '"
                        + roles
                        + "', "
                        + seen
                        + ", 1)");
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).as(sql).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void revokedKeysStayRevokedAndLaterRolesInForce() throws SQLException {
        try (Database database = StoreFixture.open(folder);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            key(statement, "lost", "77");
            key(statement, "mine", "NULL");
            person(statement, "corral-user", 50);
            statement.execute("UPDATE corral_change_count SET changes = 90");
            RestoreRule.Repair repair = Identity.restoreRule().read(connection);

            statement.execute("DELETE FROM corral_api_key");
            statement.execute("DELETE FROM corral_principal");
            key(statement, "lost", "NULL");
            key(statement, "mine", "NULL");
            key(statement, "old", "5");
            person(statement, "corral-admin", 40);
            statement.execute("UPDATE corral_change_count SET changes = 3");
            repair.apply(connection);

            String revoked = "SELECT revoked_at FROM corral_api_key WHERE id = ";
            assertThat(one(statement, revoked + "'lost'")).isEqualTo("77");
            assertThat(one(statement, revoked + "'mine'")).isNull();
            assertThat(one(statement, revoked + "'old'")).isEqualTo("5");
            assertThat(one(statement, "SELECT held_roles FROM corral_principal"))
                    .isEqualTo("corral-user");
            // Later than whatever another node has read.
            assertThat(one(statement, "SELECT changes FROM corral_change_count")).isEqualTo("91");
        }
    }
}
