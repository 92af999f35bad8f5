package dev.corral.demo;

import dev.corral.settings.BaseUrl;
import dev.corral.settings.Catalogue;
import dev.corral.settings.SettingSource;
import dev.corral.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this is a demo run, and the sample server of one that has no Ollama. */
public final class Demo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final int PATIENCE_MILLIS = 1000;

    private final boolean on;
    private final SampleOllama sample;

    private Demo(boolean on, SampleOllama sample) {
        this.on = on;
        this.sample = sample;
    }

    /**
     * Starts the sample server if this is a demo run, nobody configured an address, and nothing
     * listens at the default one.
     */
    public static Demo of(Settings settings) {
        boolean on = settings.get(Catalogue.DEMO);
        boolean configured =
                settings.value(Catalogue.OLLAMA_BASE_URLS).kind() != SettingSource.Kind.DEFAULT;
        if (!on || configured || listens(settings.get(Catalogue.OLLAMA_BASE_URLS).get(0))) {
            return new Demo(on, null);
        }
        try {
            return new Demo(true, new SampleOllama());
        } catch (IOException e) {
            throw new UncheckedIOException("the sample server of the demo cannot start", e);
        }
    }

    private static boolean listens(BaseUrl url) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.host(), url.port()), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the sample server stands in for an Ollama. */
    public boolean isSample() {
        return sample != null;
    }

    /** Where the sample server is; only if {@link #isSample}. */
    public List<BaseUrl> sample() {
        return List.of(sample.url());
    }

    /**
     * In a demo run, says where to go and whom to sign in as, as the run that started the server
     * put it.
     */
    public void greet() {
        String where = System.getProperty("corral.demo.url");
        if (!on || where == null) {
            return;
        }
        LOG.info(
                "\n\n  Open {} in a browser and sign in as\n\n{}\n{}  Ctrl+C stops it; what you do is kept for the next time.\n",
                where,
                people(System.getProperty("corral.demo.users", "")),
                sample == null
                        ? ""
                        : "  No Ollama answers at http://127.0.0.1:11434, so a small sample answers instead.\n");
    }

    /** One line for each entry of a comma list that the run knows and the WAR does not. */
    static String people(String users) {
        return Arrays.stream(users.split(","))
                .filter(user -> !user.isBlank())
                .map(user -> "    " + user.strip() + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        if (sample != null) {
            sample.close();
        }
    }
}
