package dev.corral.chats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where files are while they are imported: in the data folder, as far as its disk has room. */
final class ImportFolder {

    private static final Logger LOG = LoggerFactory.getLogger(ImportFolder.class);
    private static final int AT_ONCE = 1 << 20;

    private final Path folder;
    private final Capacity capacity;

    /** That folder; what a killed server left there is deleted. */
    ImportFolder(Path folder, Capacity capacity) {
        this.folder = folder;
        this.capacity = capacity;
        clear();
    }

    private void clear() {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                LOG.warn("Files of former imports stay: {}", e.getClass().getSimpleName());
            }
        }
    }

    /**
     * Keeps what comes.
     *
     * @return a file that only the server's user may read
     * @throws ChatProblem 507 when the disk has no room for it; then nothing of it stays
     */
    Path keep(InputStream file) throws IOException {
        Files.createDirectories(folder);
        Path copy = Files.createTempFile(folder, "import-", ".json");
        try (OutputStream out = Files.newOutputStream(copy)) {
            byte[] buffer = new byte[AT_ONCE];
            for (int n = read(file, buffer); n > 0; n = read(file, buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        return copy;
    }

    private int read(InputStream file, byte[] buffer) throws IOException {
        capacity.requireDisk(buffer.length);
        return file.readNBytes(buffer, 0, buffer.length);
    }
}
