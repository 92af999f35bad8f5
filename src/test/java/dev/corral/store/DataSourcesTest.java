package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.words.Sentence;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.naming.NameNotFoundException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSourcesTest {

    private final Map<String, Object> directory = new HashMap<>();
    private final DataSources sources =
            new DataSources(
                    name -> {
                        if (!directory.containsKey(name)) {
                            throw new NameNotFoundException(name);
                        }
                        return directory.get(name);
                    });

    @Test
    void noneIsBound() {
        assertThat(sources.usual()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"java:comp/env/jdbc/corral", "java:jboss/datasources/corral", "jdbc/corral"})
    void findsTheUsualNames(String name) {
        directory.put(name, working("jdbc:postgresql://db/corral"));
        assertThat(sources.usual()).get().extracting(DataSources.Found::name).isEqualTo(name);
    }

    @Test
    void aBoundOneThatDoesNotWorkIsNeverReplaced() {
        directory.put("java:comp/env/jdbc/corral", failing("Connection to db:5432 refused"));
        directory.put("jdbc/corral", working("jdbc:postgresql://db/corral"));
        assertThatThrownBy(sources::usual)
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("java:comp/env/jdbc/corral")
                .message()
                .doesNotContain("db:5432");
    }

    @Test
    void tomcatsEmptyResourceCountsAsUnbound() {
        directory.put(
                "java:comp/env/jdbc/corral",
                failing("Cannot create JDBC driver of class '' for connect URL 'null'"));
        assertThat(sources.usual()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:mem:test", "jdbc:derby:memory:test"})
    void oneInMemoryIsNotTakenByAccident(String url) {
        directory.put("jdbc/corral", working(url));
        assertThat(sources.usual()).isEmpty();
        assertThat(sources.configured("jdbc/corral", Sentence.plain("test")).name())
                .isEqualTo("jdbc/corral");
    }

    @Test
    void aConfiguredOneIsFoundWithOrWithoutPrefix() {
        directory.put("java:comp/env/jdbc/other", working("jdbc:postgresql://db/corral"));
        assertThat(sources.configured("jdbc/other", Sentence.plain("test")).name())
                .isEqualTo("java:comp/env/jdbc/other");
        assertThat(sources.configured("java:comp/env/jdbc/other", Sentence.plain("test")).name())
                .isEqualTo("java:comp/env/jdbc/other");
    }

    @Test
    void aConfiguredOneThatIsMissingOrBrokenOrNoneFailsClosed() {
        assertThatThrownBy(
                        () ->
                                sources.configured(
                                        "jdbc/other",
                                        Sentence.plain("system property corral.datasource")))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("jdbc/other")
                .hasMessageContaining("system property corral.datasource");
        directory.put(
                "jdbc/other",
                failing("Cannot create JDBC driver of class '' for connect URL 'null'"));
        assertThatThrownBy(() -> sources.configured("jdbc/other", Sentence.plain("test")))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("gives no connection");
        directory.put("jdbc/other", "a text");
        assertThatThrownBy(() -> sources.configured("jdbc/other", Sentence.plain("test")))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("java.lang.String");
    }

    private static DataSource failing(String message) {
        return proxy(
                DataSource.class,
                Map.of(
                        "getConnection",
                        () -> {
                            throw new SQLException(message, "08001");
                        }));
    }

    private static DataSource working(String url) {
        DatabaseMetaData data =
                proxy(
                        DatabaseMetaData.class,
                        Map.of("getURL", () -> url, "getDatabaseProductName", () -> "Any"));
        Connection connection =
                proxy(Connection.class, Map.of("getMetaData", () -> data, "close", () -> null));
        return proxy(DataSource.class, Map.of("getConnection", () -> connection));
    }

    private interface Answer {
        Object get() throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> answers.get(method.getName()).get()));
    }
}
