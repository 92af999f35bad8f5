package dev.corral.store;

import dev.corral.settings.SettingSource;
import dev.corral.settings.Value;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data folder: there, writable, and no place that somebody clears.
 *
 * @param path absolute and without links
 */
public record Home(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    /** Where the settings of the folder are. */
    public Path settingsFile() {
        return path.resolve("corral.properties");
    }

    /** Where the embedded database is. */
    public Path derby() {
        return path.resolve("derby");
    }

    /**
     * Finds the folder and creates it, readable for its owner only, if it is not there.
     *
     * @param configured the setting {@code corral.home}
     * @param place what is known about the server
     * @throws StartupProblem when it cannot be used
     */
    public static Home open(Value<Optional<String>> configured, ServerPlace place) {
        Optional<Path> chosen = configured.value().map(text -> parse(text, configured));
        Path folder = chosen.orElseGet(place::defaultHome).toAbsolutePath().normalize();
        Sentence origin =
                configured.kind() == SettingSource.Kind.DEFAULT
                        ? Sentence.of("where.server-default", "the default for this server")
                        : configured.where();
        create(folder, origin);
        Path real = real(folder, origin);
        place.refuseTemporary(real, chosen.isPresent(), origin);
        place.refuseDeployment(real, origin);
        probe(real, origin);
        warnIfOpen(real);
        return new Home(real);
    }

    static String folderName(String contextPath) {
        String name = contextPath.startsWith("/") ? contextPath.substring(1) : contextPath;
        if (name.equals("corral")) {
            return "corral";
        }
        return name.isEmpty()
                ? "corral-ROOT"
                : "corral-" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static Path parse(String text, Value<?> configured) {
        try {
            if (text.startsWith("~/")) {
                return Path.of(System.getProperty("user.home"), text.substring(2));
            }
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            LOG.debug("no path", e);
        }
        throw StartupProblem.of(
                "start.relative",
                "The data folder is no absolute path",
                "corral.home ({where}) is \"{text}\".",
                "Give the whole path, such as /var/lib/corral: a relative one would depend on where the server was started.",
                null,
                "where",
                configured.where(),
                "text",
                text);
    }

    private static void create(Path folder, Sentence origin) {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
            } else {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw unusable(
                    folder,
                    origin,
                    Sentence.of("folder.create", "it is not there and cannot be created"),
                    e);
        }
    }

    private static Path real(Path folder, Sentence origin) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw unusable(folder, origin, Sentence.of("folder.read", "it cannot be read"), e);
        }
    }

    private static void probe(Path folder, Sentence origin) {
        try {
            // Asking for permissions tells little (root, read-only mounts, full disks): only
            // writing tells.
            Path file = Files.createTempFile(folder, "corral-probe", ".tmp");
            Files.writeString(file, "probe");
            Files.delete(file);
        } catch (IOException e) {
            throw unusable(
                    folder, origin, Sentence.of("folder.write", "nothing can be written there"), e);
        }
    }

    private static StartupProblem unusable(
            Path folder, Sentence origin, Sentence why, IOException e) {
        String user = System.getProperty("user.name");
        return StartupProblem.of(
                "start.folder",
                "The data folder cannot be used",
                "The data folder is {folder} ({origin}): {why} ({error}).",
                "Give the folder to the user that runs the server ({user}), as in: install -d -m 700 -o {user} \"{folder}\", make room if the disk is full,"
                        + " or choose another folder with CORRAL_HOME or the system property corral.home. A server that systemd starts may also need"
                        + " ReadWritePaths= for it.",
                e,
                "folder",
                folder,
                "origin",
                origin,
                "why",
                why,
                "error",
                e.getClass().getSimpleName(),
                "user",
                user);
    }

    private static void warnIfOpen(Path folder) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.stream()
                    .anyMatch(
                            List.of(
                                            PosixFilePermission.OTHERS_READ,
                                            PosixFilePermission.OTHERS_WRITE)
                                    ::contains)) {
                LOG.warn(
                        "Everybody on this machine may look into the data folder {}; chmod 700 closes it",
                        folder);
            }
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("The permissions of {} cannot be read", folder, e);
        }
    }
}
