package dev.corral.fleet.book;

import dev.corral.settings.Types;
import dev.corral.settings.ValueType;
import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What may be said of a backend, and what follows from it. Pure functions. */
final class BackendRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE =
            Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e\\t]{0,7998}[\\x21-\\x7e])?");
    private static final Pattern BEARER = Pattern.compile("[\\x21-\\x7e]{1,8000}");
    private static final Set<String> RESERVED_NAMES = Set.of("all");
    private static final int MOST_TAGS = 20;
    private static final int MOST_HEADERS = 20;
    private static final int LONGEST_PEM = 100_000;
    private static final int MOST_WEIGHT = 100;
    private static final int MOST = 10_000;
    private static final ValueType<Long> VRAM = Types.size(1L << 20, 1L << 50);

    /** Framing, the hop, and what Corral says itself. */
    private static final Set<String> NOT_OWN =
            Set.of(
                    "host",
                    "content-length",
                    "content-type",
                    "content-encoding",
                    "transfer-encoding",
                    "connection",
                    "keep-alive",
                    "te",
                    "trailer",
                    "upgrade",
                    "expect",
                    "accept-encoding",
                    "x-request-id");

    private BackendRules() {}

    /** The options of a wish, whose secrets come out as these. */
    static Options options(Wish wish, Secrets secrets) {
        Options options =
                new Options(
                        name(wish.name()),
                        number("weight", wish.weight(), MOST_WEIGHT, Options.DEFAULT_WEIGHT),
                        wish.draining(),
                        tags(wish.tags()),
                        number("slots", wish.slots(), MOST, null),
                        vram(wish.vram()),
                        number("maxLoaded", wish.maxLoaded(), MOST, null),
                        secrets.bearer() != null,
                        List.copyOf(secrets.headers().keySet()),
                        pem("ca", wish.ca()),
                        pem("certificate", wish.certificate()),
                        secrets.key() != null,
                        tlsName(wish.tlsName()),
                        proxy(wish.proxy()));
        if ((options.certificate() == null) != !options.key()) {
            throw new InvalidBackend(
                    options.key() ? "certificate" : "key",
                    Sentence.of(
                            "backend.both",
                            "a client certificate and its key belong together; one of them is missing"));
        }
        return options;
    }

    /** A name that can stand in a header and is no keyword; null when none was given. */
    private static String name(String text) {
        String name = blankToNull(text);
        if (name == null) {
            return null;
        }
        if (!NAME.matcher(name).matches()) {
            throw new InvalidBackend(
                    "name",
                    Sentence.of(
                            "backend.name",
                            "it is made of letters without accents, digits and . _ -, at most 64"));
        }
        if (RESERVED_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
            throw new InvalidBackend(
                    "name",
                    Sentence.of(
                            "backend.reserved",
                            "\"{name}\" stands for all backends",
                            "name",
                            name));
        }
        return name;
    }

    private static List<String> tags(List<String> wished) {
        Set<String> tags = new LinkedHashSet<>();
        for (String text : wished == null ? List.<String>of() : wished) {
            String tag = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
            if (!TAG.matcher(tag).matches()) {
                throw new InvalidBackend(
                        "tags",
                        Sentence.of(
                                "backend.tag",
                                "a tag is made of a-z, 0-9 and -, at most 40, and begins with a letter or digit"));
            }
            tags.add(tag);
        }
        if (tags.size() > MOST_TAGS) {
            throw new InvalidBackend(
                    "tags", Sentence.of("backend.more", "there are more than {n}", "n", MOST_TAGS));
        }
        return List.copyOf(tags);
    }

    private static Integer number(String field, Integer wished, int most, Integer otherwise) {
        if (wished == null) {
            return otherwise;
        }
        if (wished < 1 || wished > most) {
            throw new InvalidBackend(
                    field,
                    Sentence.of(
                            "backend.number",
                            "it is a whole number from 1 to {most}",
                            "most",
                            most));
        }
        return wished;
    }

    private static Long vram(String text) {
        String size = blankToNull(text);
        return size == null ? null : read("vram", size, VRAM::parse);
    }

    static String vramText(Long bytes) {
        return bytes == null ? null : VRAM.format(bytes);
    }

    private static String pem(String field, String text) {
        String pem = blankToNull(text);
        if (pem == null) {
            return null;
        }
        if (pem.length() > LONGEST_PEM) {
            throw new InvalidBackend(field, Sentence.of("value.too-long", "it is too long"));
        }
        read(field, pem, Pem::certificates);
        return pem;
    }

    private static String tlsName(String text) {
        String name = blankToNull(text);
        if (name != null && !HOST.matcher(name).matches()) {
            throw new InvalidBackend(
                    "tlsName", Sentence.of("backend.host", "it is no host's name"));
        }
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }

    private static String proxy(String text) {
        String proxy = blankToNull(text);
        return proxy == null ? null : read("proxy", proxy, ProxyAddress::parse).toString();
    }

    private static <T> T read(String field, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidBackend(field, Unfit.why(e));
        }
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /**
     * The secrets of a wish.
     *
     * @param known those that a wish may keep
     */
    static Secrets secrets(Wish wish, Secrets known) {
        return new Secrets(
                bearer(wish.bearer().keep() ? known.bearer() : wish.bearer().text()),
                headers(wish.headers() == null ? List.of() : wish.headers(), known.headers()),
                key(wish.key().keep() ? known.key() : wish.key().text()));
    }

    private static String bearer(String text) {
        if (text != null && !BEARER.matcher(text).matches()) {
            throw new InvalidBackend(
                    "bearer",
                    Sentence.of(
                            "backend.bearer",
                            "the key has a blank, a line break or a character that is not ASCII"));
        }
        return text;
    }

    private static String key(String text) {
        if (text != null) {
            read("key", text, Pem::key);
        }
        return text;
    }

    private static Map<String, String> headers(
            List<Wish.HeaderWish> wished, Map<String, String> known) {
        if (wished.size() > MOST_HEADERS) {
            throw new InvalidBackend(
                    "headers",
                    Sentence.of(
                            "backend.more-headers", "there are more than {n}", "n", MOST_HEADERS));
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Wish.HeaderWish one : wished) {
            String name = headerName(one.name());
            String value = one.value() == null ? known.get(name) : one.value().strip();
            if (value == null) {
                throw new InvalidBackend(
                        "headers",
                        Sentence.of("backend.no-value", "{name} has no value yet", "name", name));
            }
            if (!VALUE.matcher(value).matches()) {
                throw new InvalidBackend(
                        "headers",
                        Sentence.of(
                                "backend.value",
                                "the value of {name} is empty, has a line break or a character that is not ASCII",
                                "name",
                                name));
            }
            if (headers.put(name, value) != null) {
                throw new InvalidBackend(
                        "headers",
                        Sentence.of("backend.twice", "{name} is there twice", "name", name));
            }
        }
        return headers;
    }

    private static String headerName(String text) {
        String name = text == null ? "" : text.strip();
        if (!TOKEN.matcher(name).matches()) {
            throw new InvalidBackend(
                    "headers",
                    Sentence.of(
                            "backend.header-name",
                            "a name is empty or has a character that no header has"));
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (NOT_OWN.contains(lower)
                || lower.startsWith("x-corral-")
                || lower.startsWith("proxy-")) {
            throw new InvalidBackend(
                    "headers",
                    Sentence.of(
                            "backend.own-header", "{name} is set by Corral itself", "name", name));
        }
        return name;
    }

    /** How a backend is reached that has these options and secrets. */
    static Access access(boolean secure, Options options, Secrets secrets) {
        if (!secure
                && (options.ca() != null
                        || options.certificate() != null
                        || options.tlsName() != null)) {
            throw new InvalidBackend(
                    "url",
                    Sentence.of(
                            "backend.no-tls",
                            "certificates and a TLS name are of no use with http; write https, or leave them out"));
        }
        List<Access.Field> fields = new ArrayList<>();
        secrets.headers().forEach((name, value) -> fields.add(new Access.Field(name, value)));
        if (secrets.bearer() != null) {
            if (secrets.headers().containsKey("Authorization")) {
                throw new InvalidBackend(
                        "headers",
                        Sentence.of(
                                "backend.authorization",
                                "Authorization is there already, as the key"));
            }
            fields.add(new Access.Field("Authorization", "Bearer " + secrets.bearer()));
        }
        return new Access(
                fields,
                identity(options, secrets),
                options.tlsName(),
                options.proxy() == null ? null : ProxyAddress.parse(options.proxy()));
    }

    private static TlsIdentity identity(Options options, Secrets secrets) {
        if (options.ca() == null && options.certificate() == null) {
            return null;
        }
        List<X509Certificate> authorities =
                options.ca() == null ? List.of() : Pem.certificates(options.ca());
        if (options.certificate() == null) {
            return new TlsIdentity(authorities, List.of(), null);
        }
        List<X509Certificate> own = Pem.certificates(options.certificate());
        PrivateKey key = Pem.key(secrets.key());
        if (!Pem.belong(key, own.get(0))) {
            throw new InvalidBackend(
                    "key",
                    Sentence.of(
                            "backend.other-key", "it does not belong to the client certificate"));
        }
        return new TlsIdentity(authorities, own, key);
    }
}
