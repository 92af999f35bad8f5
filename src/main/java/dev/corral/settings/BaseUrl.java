package dev.corral.settings;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The root of an Ollama server. Two spellings of the same root are equal ({@code HTTP://GPU1:80/}
 * and {@code http://gpu1}). The host may have underscores, as names of container services do, which
 * {@link java.net.URI} takes for no host.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case; an IPv6 address stands without brackets
 * @param port 1 to 65535; the scheme's own when the text had none
 */
public record BaseUrl(String scheme, String host, int port) {

    /** Where an Ollama listens when nobody said otherwise. */
    public static final int OLLAMA_PORT = 11434;

    public BaseUrl {
        Objects.requireNonNull(scheme);
        Objects.requireNonNull(host);
    }

    /**
     * Reads a text strictly: what is not exactly the root of an http(s) server is refused, never
     * repaired.
     *
     * @throws IllegalArgumentException the message says what is wrong and, where that can be known,
     *     what it should be
     */
    public static BaseUrl parse(String text) {
        return BaseUrlParser.parse(text);
    }

    /**
     * What a text that {@link #parse} refuses was probably meant to be; empty when that cannot be
     * said.
     */
    public static Optional<BaseUrl> suggest(String text) {
        return BaseUrlAdvice.suggest(text);
    }

    /** Whether the connection is encrypted. */
    public boolean secure() {
        return scheme.equals("https");
    }

    /**
     * The {@code host:port} of URLs and of the Host header: IPv6 in brackets, the port left out
     * when it is the scheme's own.
     */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == defaultPort(scheme) ? name : name + ":" + port;
    }

    static int defaultPort(String scheme) {
        return scheme.toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    /** The canonical text, without a slash at the end. */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
