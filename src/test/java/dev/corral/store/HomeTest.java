package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.corral.settings.Catalogue;
import dev.corral.settings.SettingSource;
import dev.corral.settings.Settings;
import dev.corral.settings.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {

    @TempDir Path folder;

    private final Map<String, String> server = new HashMap<>();

    @BeforeEach
    void realFolder() throws IOException {
        folder = folder.toRealPath();
        server.put("user.home", folder.resolve("people/alice").toString());
        server.put("catalina.base", folder.resolve("tomcat").toString());
        server.put("java.io.tmpdir", folder.resolve("tomcat/temp").toString());
    }

    private ServerPlace place(String contextPath) {
        return new ServerPlace(
                contextPath, Optional.of(folder.resolve("tomcat/webapps/corral")), server::get);
    }

    private static Value<Optional<String>> configured(String text) {
        return Settings.early(Catalogue.HOME, List.of(SettingSource.environment(name -> text)));
    }

    private Path open(String configured, String contextPath) {
        return Home.open(configured(configured), place(contextPath)).path();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/corral, corral",
                "'', corral-ROOT",
                "/ai, corral-ai",
                "/a/b, corral-a%2Fb",
                "/a%2Fb, corral-a%252Fb",
            })
    void aFolderForEachContext(String contextPath, String name) {
        assertThat(open(null, contextPath)).isEqualTo(folder.resolve("tomcat").resolve(name));
    }

    @Test
    void theServersDataFolderElseTheUsers() {
        server.put("jboss.server.data.dir", folder.resolve("wildfly/data").toString());
        assertThat(open(null, "/corral")).isEqualTo(folder.resolve("wildfly/data/corral"));
        server.remove("jboss.server.data.dir");
        assertThat(open(null, "/corral")).isEqualTo(folder.resolve("tomcat/corral"));
        server.remove("catalina.base");
        server.put("jetty.base", folder.resolve("jetty").toString());
        assertThat(open(null, "/corral")).isEqualTo(folder.resolve("jetty/corral"));
        server.remove("jetty.base");
        assertThat(open(null, "/corral")).isEqualTo(folder.resolve("people/alice/.corral"));
    }

    @Test
    void createdForTheOwnerOnly() throws IOException {
        Path path = open(folder.resolve("data/deep").toString(), "/corral");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThat(path).isEmptyDirectory();
        assertThat(open(path.toString(), "/corral")).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "./data", "../data"})
    void refusesRelativePaths(String text) {
        assertThatThrownBy(() -> open(text, "/corral"))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("environment variable CORRAL_HOME")
                .hasMessageContaining(text);
    }

    @Test
    void refusesAFileInItsPlaceOrOnTheWay() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> open(folder.resolve("file").toString(), "/corral"))
                .isInstanceOf(StartupProblem.class);
        assertThatThrownBy(() -> open(folder.resolve("file/data").toString(), "/corral"))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void refusesAFolderThatCannotBeWritten() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        assumeThat(locked.toFile().setWritable(false)).isTrue();
        assumeThat(Files.isWritable(locked)).as("not run as root").isFalse();
        assertThatThrownBy(() -> open(locked.toString(), "/corral"))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("nothing can be written")
                .hasMessageContaining(System.getProperty("user.name"));
    }

    @Test
    void refusesFoldersThatAreCleared() {
        assertThatThrownBy(() -> open(folder.resolve("tomcat/temp/corral").toString(), "/corral"))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("temporary");
        server.remove("catalina.base");
        server.put("java.io.tmpdir", folder.resolve("tmp").toString());
        assertThatThrownBy(() -> open(folder.resolve("tmp/corral").toString(), "/corral"))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("temporary");
    }

    @Test
    void aTrialServerBelowTheTemporaryFolderMayKeepItsDataThere() {
        server.put("java.io.tmpdir", folder.toString());
        Path home = folder.resolve("demo-data");
        assertThat(open(home.toString(), "/corral")).isEqualTo(home);
        assertThat(open(null, "/corral")).isEqualTo(folder.resolve("tomcat/corral"));
    }

    @Test
    void refusesTheUnpackedWarAlsoThroughALink() throws IOException {
        Path war = Files.createDirectories(folder.resolve("tomcat/webapps/corral"));
        assertThatThrownBy(() -> open(war.resolve("WEB-INF/data").toString(), "/corral"))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("inside of the application");
        Path link = Files.createSymbolicLink(folder.resolve("link"), war);
        assertThatThrownBy(() -> open(link.toString(), "/corral"))
                .isInstanceOf(StartupProblem.class);
    }
}
