package dev.corral.status;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.jar.Manifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The version of this WAR. */
public final class Version {

    private static final String FILE = "/META-INF/MANIFEST.MF";
    private static final String UNKNOWN = "development";

    private static final Logger LOG = LoggerFactory.getLogger(Version.class);

    private Version() {}

    /**
     * Reads it.
     *
     * @param resources opens a file of the WAR, as {@code ServletContext::getResourceAsStream} does
     * @return {@code development} when the WAR was not packed by Maven
     */
    public static String read(Function<String, InputStream> resources) {
        try (InputStream in = resources.apply(FILE)) {
            if (in == null) {
                return UNKNOWN;
            }
            String version =
                    new Manifest(in).getMainAttributes().getValue("Implementation-Version");
            return version == null ? UNKNOWN : version;
        } catch (IOException e) {
            LOG.warn("The version of the WAR cannot be read", e);
            return UNKNOWN;
        }
    }
}
