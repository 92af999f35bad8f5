package dev.corral.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;

/**
 * What the headers of an answer tell of who answered; nothing of its body.
 *
 * @param server the name that it gives itself, made harmless; empty when it gives none, as an
 *     Ollama does
 * @param hops headers that only something in between writes, as {@code Name: value}, made harmless
 */
record Signs(String server, List<String> hops) {

    private static final int LONGEST = 60;
    private static final int MOST = 6;

    private static final Set<String> OF_HOPS =
            Set.of(
                    "via",
                    "proxy-authenticate",
                    "proxy-agent",
                    "proxy-connection",
                    "x-cache",
                    "x-cache-lookup",
                    "x-squid-error",
                    "x-varnish",
                    "x-served-by",
                    "x-envoy-upstream-service-time",
                    "x-accel-buffering",
                    "x-amz-cf-id",
                    "x-azure-ref",
                    "x-kong-upstream-latency",
                    "cf-ray");

    private static final Pattern PROXY =
            Pattern.compile(
                    "nginx|openresty|tengine|apache|httpd|squid|haproxy|envoy|traefik|caddy|varnish|iis|httpapi|"
                            + "cloudflare|cloudfront|awselb|akamai|zscaler|bluecoat|proxy|gateway|istio|kong|lighttpd");

    static Signs of(Header[] headers) {
        String server = "";
        List<String> hops = new ArrayList<>();
        for (Header header : headers) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (name.equals("server") && server.isEmpty()) {
                server = clean(header.getValue());
            } else if (OF_HOPS.contains(name) && hops.size() < MOST) {
                hops.add(clean(header.getName()) + ": " + clean(header.getValue()));
            }
        }
        return new Signs(server, List.copyOf(hops));
    }

    /** Whether something in between shows itself. */
    boolean ofProxy() {
        return !hops.isEmpty() || PROXY.matcher(server.toLowerCase(Locale.ROOT)).find();
    }

    /** All of it for people; empty when there is none. */
    String words() {
        List<String> all = new ArrayList<>();
        if (!server.isEmpty()) {
            all.add("Server: " + server);
        }
        all.addAll(hops);
        return String.join(", ", all);
    }

    /** What a stranger wrote, made harmless. */
    static String clean(String text) {
        String printable = text == null ? "" : text.replaceAll("[^A-Za-z0-9 .,:;=/()_-]", "");
        return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST);
    }
}
