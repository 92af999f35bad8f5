package dev.corral.store;

import dev.corral.words.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store must know about the server that it runs in. Immutable.
 *
 * @param contextPath as the servlet context has it: empty, or beginning with a slash
 * @param deployment the folder that the WAR was unpacked into, if it was
 * @param property reads a system property, null when it is not there
 */
public record ServerPlace(
        String contextPath, Optional<Path> deployment, UnaryOperator<String> property) {

    private static final Logger LOG = LoggerFactory.getLogger(ServerPlace.class);

    /** Data folders of servers: WildFly, Tomcat, Jetty, Payara. */
    private static final List<String> DATA_FOLDERS =
            List.of(
                    "jboss.server.data.dir",
                    "catalina.base",
                    "jetty.base",
                    "com.sun.aas.instanceRoot");

    private static final List<String> SERVER_TEMP = List.of("jboss.server.temp.dir", "jetty.temp");

    /**
     * The folder when none was configured: the server's data folder, else the user's own, plus a
     * name of the context.
     */
    Path defaultHome() {
        String name = Home.folderName(contextPath);
        return serverFolder()
                .map(folder -> folder.resolve(name))
                .orElseGet(() -> Path.of(property.apply("user.home")).resolve("." + name));
    }

    private Optional<Path> serverFolder() {
        return paths(DATA_FOLDERS).findFirst();
    }

    /**
     * Throws when the folder is one that is cleared now and then, unless the whole server is there,
     * as in a trial.
     */
    void refuseTemporary(Path folder, boolean configured, Sentence origin) {
        Optional<Path> server = serverFolder();
        Stream<Path> servers =
                Stream.concat(
                        paths(SERVER_TEMP), server.map(base -> base.resolve("temp")).stream());
        Optional<Path> cleared =
                servers.map(ServerPlace::real).filter(folder::startsWith).findFirst();
        if (cleared.isPresent()) {
            throw temporary(folder, cleared.get(), origin);
        }
        Stream<Path> temps =
                Stream.concat(
                        paths(List.of("java.io.tmpdir")),
                        Stream.of(Path.of("/tmp"), Path.of("/var/tmp")));
        Optional<Path> temp = temps.map(ServerPlace::real).filter(folder::startsWith).findFirst();
        if (temp.isEmpty()) {
            return;
        }
        boolean serverToo =
                server.map(ServerPlace::real)
                        .filter(base -> base.startsWith(temp.get()))
                        .isPresent();
        if (serverToo || !configured) {
            LOG.warn(
                    "The data folder {} is below {}, which is cleared now and then: good for a trial only",
                    folder,
                    temp.get());
        } else {
            throw temporary(folder, temp.get(), origin);
        }
    }

    private static StartupProblem temporary(Path folder, Path temp, Sentence origin) {
        return StartupProblem.of(
                "start.temporary",
                "The data folder is a temporary one",
                "The data folder is {folder} ({origin}), and what is below {temp} is deleted now and then.",
                "Choose a folder that stays, such as /var/lib/corral, with CORRAL_HOME or the system property corral.home.",
                null,
                "folder",
                folder,
                "origin",
                origin,
                "temp",
                temp);
    }

    /** Throws when the folder is inside of the unpacked WAR, which an update replaces. */
    void refuseDeployment(Path folder, Sentence origin) {
        if (deployment.map(ServerPlace::real).filter(folder::startsWith).isPresent()) {
            throw StartupProblem.of(
                    "start.inside",
                    "The data folder is inside of the application",
                    "The data folder is {folder} ({origin}), inside of the unpacked WAR. An update of the WAR would delete it.",
                    "Choose a folder outside, such as /var/lib/corral, with CORRAL_HOME or the system property corral.home.",
                    null,
                    "folder",
                    folder,
                    "origin",
                    origin);
        }
    }

    private Stream<Path> paths(List<String> names) {
        return names.stream()
                .map(property)
                .filter(Objects::nonNull)
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    private static Path real(Path path) {
        try {
            return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
