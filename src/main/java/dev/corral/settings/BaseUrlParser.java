package dev.corral.settings;

import dev.corral.words.Unfit;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link BaseUrl} and explains what is wrong with a text that is none. */
final class BaseUrlParser {

    private static final Pattern SHAPE =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\\\]*)([^?#]*)(\\?[^#]*)?(#.*)?");
    private static final Pattern LABELS =
            Pattern.compile(
                    "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern LOOKS_NUMERIC =
            Pattern.compile("(.*\\.)?(0[xX][0-9A-Fa-f]*|[0-9]+)");
    private static final Pattern NO_SCHEME = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]+)?(/.*)?");

    /** First parts of the paths of front ends and web sites, as people copy them. */
    private static final Set<String> PAGES =
            Set.of("app", "c", "chat", "library", "models", "index.html", "login", "auth", "ui");

    private BaseUrlParser() {}

    static BaseUrl parse(String text) {
        refuseStrangeCharacters(text);
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw notAUrl(text);
        }
        String scheme = shape.group(1).toLowerCase(Locale.ROOT);
        String authority = shape.group(2);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Unfit.of(
                    "url.scheme",
                    "its scheme is {scheme}; only http and https are possible",
                    "scheme",
                    scheme);
        }
        if (authority.indexOf('@') >= 0) {
            throw Unfit.of(
                    "url.user",
                    "it has a user name or password in it; Ollama has no login of its own, so leave out everything up to and with the @");
        }
        HostAndPort place = hostAndPort(scheme, authority);
        BaseUrl root = new BaseUrl(scheme, place.host().toLowerCase(Locale.ROOT), place.port());
        refusePath(shape.group(3), root);
        if (shape.group(4) != null || shape.group(5) != null) {
            throw Unfit.of(
                    "url.query", "it has a query or a fragment; the root is {root}", "root", root);
        }
        return root;
    }

    private record HostAndPort(String host, int port) {}

    private static HostAndPort hostAndPort(String scheme, String authority) {
        String host;
        String port;
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            if (end < 0) {
                throw Unfit.of("url.bracket", "the closing bracket of the IPv6 address is missing");
            }
            host = authority.substring(1, end);
            port = afterHost(authority.substring(end + 1));
            checkIpv6(host);
        } else {
            int colon = authority.indexOf(':');
            if (colon != authority.lastIndexOf(':')) {
                throw ipv6WithoutBrackets(scheme, authority);
            }
            host = colon < 0 ? authority : authority.substring(0, colon);
            port = colon < 0 ? "" : afterHost(authority.substring(colon));
            checkHost(scheme, host);
        }
        return new HostAndPort(host, port.isEmpty() ? BaseUrl.defaultPort(scheme) : port(port));
    }

    private static String afterHost(String rest) {
        if (rest.isEmpty()) {
            return "";
        }
        if (rest.charAt(0) != ':') {
            throw Unfit.of("url.after-ipv6", "after the IPv6 address only :PORT may follow");
        }
        if (rest.length() == 1) {
            throw Unfit.of(
                    "url.no-port", "the port after the colon is missing; Ollama's own is 11434");
        }
        return rest.substring(1);
    }

    private static int port(String digits) {
        if (!digits.matches("[0-9]{1,5}")) {
            throw Unfit.of("url.port", "\"{port}\" is no port", "port", digits);
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw Unfit.of(
                    "url.port-range", "a port is a number from 1 to 65535; Ollama's own is 11434");
        }
        return port;
    }

    private static void checkHost(String scheme, String host) {
        if (host.isEmpty()) {
            throw Unfit.of("url.no-host", "the host is missing");
        }
        if (!host.chars().allMatch(c -> c < 128)) {
            throw notAscii(host);
        }
        if (host.equals("0.0.0.0") || host.equals("0")) {
            throw listenAddress(host, scheme + "://127.0.0.1:" + BaseUrl.OLLAMA_PORT);
        }
        if (LOOKS_NUMERIC.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw Unfit.of(
                    "url.ipv4",
                    "\"{host}\" is no IPv4 address (four numbers from 0 to 255)",
                    "host",
                    host);
        }
        if (!LABELS.matcher(host).matches() || host.length() > 253) {
            throw Unfit.of("url.host", "\"{host}\" cannot be a host's name", "host", host);
        }
    }

    private static void checkIpv6(String host) {
        if (host.indexOf('%') >= 0) {
            throw Unfit.of(
                    "url.zone",
                    "an IPv6 address with a zone (%) is not possible here; give a name or a global address");
        }
        if (!host.matches("[0-9A-Fa-f:.]{2,45}") || host.indexOf(':') < 0 || !isLiteral(host)) {
            throw Unfit.of("url.ipv6", "\"{host}\" is no IPv6 address", "host", host);
        }
        if (host.replaceAll("[0:]", "").isEmpty()) {
            throw listenAddress("[" + host + "]", "http://[::1]:" + BaseUrl.OLLAMA_PORT);
        }
    }

    private static boolean isLiteral(String address) {
        try {
            // A text in brackets is never asked of a name server.
            return InetAddress.getByName("[" + address + "]") != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Unfit listenAddress(String host, String example) {
        return Unfit.of(
                "url.listen",
                "{host} is an address to listen on (\"every interface\"), not one to connect to; for an Ollama on this machine it is {example},"
                        + " else the name of its machine",
                "host",
                host,
                "example",
                example);
    }

    private static Unfit ipv6WithoutBrackets(String scheme, String authority) {
        return isLiteral(authority)
                ? Unfit.of(
                        "url.brackets-as",
                        "it has more than one colon after ://; an IPv6 address stands in brackets, as in {example}",
                        "example",
                        scheme + "://[" + authority + "]:" + BaseUrl.OLLAMA_PORT)
                : Unfit.of(
                        "url.brackets",
                        "it has more than one colon after ://; an IPv6 address stands in brackets");
    }

    private static Unfit notAscii(String host) {
        try {
            return Unfit.of(
                    "url.ascii-as",
                    "the host's name has letters that are not ASCII; write {ascii}",
                    "ascii",
                    IDN.toASCII(host));
        } catch (IllegalArgumentException e) {
            return Unfit.of("url.ascii", "the host's name has letters that are not ASCII");
        }
    }

    private static void refusePath(String path, BaseUrl root) {
        if (path.isEmpty() || path.equals("/")) {
            return;
        }
        String first = path.substring(1).split("/", 2)[0];
        if (first.equals("api") || first.equals("v1")) {
            throw Unfit.of(
                    "url.api",
                    "/{first} is added by clients and does not belong to the base URL; the root is {root}",
                    "first",
                    first,
                    "root",
                    root);
        }
        if (PAGES.contains(first)) {
            throw Unfit.of(
                    "url.page",
                    "this looks like the address of a page in the browser; the root of that server is {root}, and Ollama's own port is 11434",
                    "root",
                    root);
        }
        throw Unfit.of(
                "url.path",
                "it has a path; the root is {root} (an Ollama below a path is not possible)",
                "root",
                root);
    }

    private static void refuseStrangeCharacters(String text) {
        if (text.isEmpty()) {
            throw Unfit.of("value.empty", "it is empty");
        }
        if (text.length() > 2_000) {
            throw Unfit.of("value.too-long", "it is too long");
        }
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || "\"'<>{}|^`\\".indexOf(c) >= 0)) {
            throw Unfit.of(
                    "url.character",
                    "it has a blank, a quotation mark or another character that no URL has");
        }
    }

    private static Unfit notAUrl(String text) {
        if (NO_SCHEME.matcher(text).matches()) {
            return Unfit.of("url.no-scheme", "http:// is missing at its beginning");
        }
        return Unfit.of("url.none", "it is no URL");
    }
}
