package dev.corral.backup;

import dev.corral.store.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder {@code work} of the data folder: room for copies that are deleted after use. */
public final class Work {

    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final Path folder;

    /** Of that data folder; what a killed server left there is deleted. */
    public Work(Home home) {
        this.folder = home.path().resolve("work");
        clear(folder);
    }

    /** A new folder that is deleted when it is closed. */
    record Place(Path path) implements AutoCloseable {

        @Override
        public void close() {
            clear(path);
        }
    }

    Place place() throws IOException {
        restricted(folder);
        return new Place(Files.createTempDirectory(folder, "copy"));
    }

    /** A new file. */
    Path file(String end) throws IOException {
        restricted(folder);
        return Files.createTempFile(folder, "file", end);
    }

    /** Makes a folder that only its owner may look into, if it is not there. */
    static void restricted(Path folder) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static void clear(Path tree) {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} could not be deleted", tree, e);
        }
    }
}
