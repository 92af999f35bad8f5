package dev.corral.status;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The version of this WAR. */
public final class Version {

    /** What Maven writes into every WAR that it packs. */
    private static final String FILE = "/META-INF/maven/dev.corral/corral/pom.properties";

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
                return "development";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            LOG.warn("The version of the WAR cannot be read", e);
            return "development";
        }
    }
}
