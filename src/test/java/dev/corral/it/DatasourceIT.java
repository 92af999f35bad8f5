package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.store.DatabaseServer;
import dev.corral.testkit.RawRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A Tomcat with a data source, set up as docs/data.md says, on real database servers: {@code mvn
 * verify -Pdatabases}.
 */
@Timeout(600)
@Tag("own-server")
@Tag("datasource")
class DatasourceIT {

    private static final String SETTING = "/api/v1/settings/corral.ui.title";

    private final HttpClient client = HttpClient.newHttpClient();

    private static Path driver(DatabaseServer database) throws Exception {
        String name =
                database == DatabaseServer.POSTGRESQL
                        ? "org.postgresql.Driver"
                        : "org.mariadb.jdbc.Driver";
        return Path.of(
                Class.forName(name).getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static TomcatProcess tomcat(DatabaseServer database, Path folder) throws Exception {
        TomcatProcess tomcat =
                new TomcatProcess(
                        folder.resolve("base"),
                        List.of(
                                "-Dcorral.home=" + folder.toAbsolutePath().resolve("home"),
                                "-Dcorral.datasource=jdbc/corral",
                                "-Dcorral.ollama.base-urls=http://127.0.0.1:9"));
        Path driver = driver(database);
        Path library = Files.createDirectories(tomcat.base().resolve("lib"));
        Files.copy(driver, library.resolve(driver.getFileName()));
        Path context = tomcat.base().resolve("conf/Catalina/localhost/corral.xml");
        String driverClass =
                driver.getFileName().toString().startsWith("postgresql")
                        ? "org.postgresql.Driver"
                        : "org.mariadb.jdbc.Driver";
        Files.writeString(
                context,
                "<Context><Resource name=\"jdbc/corral\" auth=\"Container\" type=\"javax.sql.DataSource\" maxTotal=\"20\" maxWaitMillis=\"5000\""
                        + " testOnBorrow=\"true\" validationQuery=\"SELECT 1\" driverClassName=\""
                        + driverClass
                        + "\" url=\""
                        + database.urlOf("corral_it")
                        + "\" username=\""
                        + database.userName()
                        + "\" password=\"\"/></Context>");
        return tomcat;
    }

    private HttpResponse<String> send(TomcatProcess tomcat, String method, String path, String body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(tomcat.url(path))
                        .header(
                                "Authorization",
                                RawRequest.basicValue(ItUser.ADMIN.name(), ItUser.ADMIN.password()))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsDataThereAndTakesNothingElseInstead(DatabaseServer database) throws Exception {
        Path folder = CorralServer.folder().resolveSibling("datasource").resolve(database.name());
        ServerBase.deleteTree(folder);
        try (TomcatProcess tomcat = tomcat(database, folder)) {
            tomcat.start();
            assertThat(send(tomcat, "GET", "/api/v1/data", "").body())
                    .contains("jdbc/corral, ")
                    .contains("\"embedded\":false");
            String change = "{\"value\":\"Kept 世\",\"version\":0}";
            assertThat(send(tomcat, "PUT", SETTING, change).statusCode()).isEqualTo(200);
            assertThat(send(tomcat, "POST", "/api/v1/backup?wait=60", "").body())
                    .contains("\"state\":\"done\"");
            tomcat.kill();
            tomcat.start();
            assertThat(send(tomcat, "GET", SETTING, "").body()).contains("Kept 世");
            assertThat(folder.resolve("home/derby")).doesNotExist();
            tomcat.kill();
            // A database that is not there any more: a page that says so, and no other database.
            Path context = tomcat.base().resolve("conf/Catalina/localhost/corral.xml");
            Files.writeString(
                    context,
                    Files.readString(context).replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:9"));
            tomcat.start();
            HttpResponse<String> page = send(tomcat, "GET", "/login", "");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body())
                    .contains("The data source cannot be used")
                    .contains("jdbc/corral")
                    .doesNotContain("127.0.0.1");
            assertThat(folder.resolve("home/derby")).doesNotExist();
        }
    }
}
