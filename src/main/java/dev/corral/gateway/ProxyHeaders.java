package dev.corral.gateway;

import dev.corral.exchange.Head;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** Which header fields pass, and which end here. Pure. */
final class ProxyHeaders {

    /** RFC 9110 7.6.1 and the older names still met; both directions. */
    private static final List<String> HOP_BY_HOP =
            List.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings");

    /**
     * What the caller's credentials, whereabouts and browser are is nobody's business up there;
     * framing and Host are made anew.
     */
    private static final Set<String> NEVER_UP =
            setOf(
                    "authorization",
                    "x-api-key",
                    "cookie",
                    "cookie2",
                    "host",
                    "content-length",
                    "expect",
                    "forwarded",
                    "x-real-ip",
                    "x-client-ip",
                    "true-client-ip",
                    "x-cluster-client-ip",
                    "origin",
                    "referer",
                    "remote-user",
                    "x-remote-user",
                    "x-http-method",
                    "x-http-method-override",
                    "x-method-override",
                    "x-original-url",
                    "x-rewrite-url",
                    "x-request-id");

    /** Prefixes of names that never go up. */
    private static final List<String> NEVER_UP_PREFIXES =
            List.of("x-forwarded-", "proxy-", "sec-", "x-corral-");

    /**
     * An upstream sets no cookies, allows no origins and tells no names; what the door says about
     * security stays.
     */
    private static final Set<String> NEVER_DOWN =
            setOf(
                    "set-cookie",
                    "set-cookie2",
                    "server",
                    "alt-svc",
                    "content-length",
                    "location",
                    "refresh",
                    "www-authenticate",
                    "proxy-authenticate",
                    "authentication-info",
                    "strict-transport-security",
                    "content-security-policy",
                    "content-security-policy-report-only",
                    "x-content-type-options",
                    "x-frame-options",
                    "clear-site-data",
                    "x-request-id",
                    "x-accel-redirect",
                    "x-sendfile");

    private static final List<String> NEVER_DOWN_PREFIXES =
            List.of("access-control-", "proxy-", "cross-origin-", "x-corral-");

    private ProxyHeaders() {}

    private static Set<String> setOf(String... more) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(HOP_BY_HOP);
        Collections.addAll(names, more);
        return Collections.unmodifiableSet(names);
    }

    /** The fields of a request that go up, in their order. */
    static List<Header> up(HttpServletRequest clientRequest) {
        Set<String> nominated = nominated(clientRequest.getHeaders("Connection"));
        List<Header> up = new ArrayList<>();
        Enumeration<String> names = clientRequest.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (passes(name, NEVER_UP, NEVER_UP_PREFIXES, nominated)) {
                Enumeration<String> values = clientRequest.getHeaders(name);
                while (values.hasMoreElements()) {
                    up.add(new BasicHeader(name, values.nextElement()));
                }
            }
        }
        return up;
    }

    /** The fields of an answer that come down, in their order; Content-Type among them. */
    static List<Header> down(Head head) {
        List<String> connection = new ArrayList<>(1);
        for (Header header : head.headers()) {
            if (header.getName().equalsIgnoreCase("Connection") && header.getValue() != null) {
                connection.add(header.getValue());
            }
        }
        Set<String> nominated = nominated(Collections.enumeration(connection));
        List<Header> down = new ArrayList<>(head.headers().length);
        for (Header header : head.headers()) {
            if (header.getValue() != null
                    && passes(header.getName(), NEVER_DOWN, NEVER_DOWN_PREFIXES, nominated)) {
                down.add(header);
            }
        }
        return down;
    }

    private static boolean passes(
            String name, Set<String> never, List<String> prefixes, Set<String> nominated) {
        if (never.contains(name)) {
            return false;
        }
        for (String prefix : prefixes) {
            if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return false;
            }
        }
        return nominated.isEmpty() || !nominated.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The names that Connection lists, which end at this hop (RFC 9110 7.6.1). */
    private static Set<String> nominated(Enumeration<String> connection) {
        if (connection == null || !connection.hasMoreElements()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        while (connection.hasMoreElements()) {
            String value = connection.nextElement();
            if (value.equalsIgnoreCase("keep-alive") || value.equalsIgnoreCase("close")) {
                continue;
            }
            for (String name : value.split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
