package dev.corral.settings;

import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types that settings are made of. */
public final class Types {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18})\\s*([A-Za-z]*)");
    private static final Pattern LIST_SEPARATOR = Pattern.compile("[;,]");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    private Types() {}

    /** {@code true}, {@code false}, and the usual other spellings of them. */
    public static ValueType<Boolean> bool() {
        return new SimpleType<>(
                "boolean",
                Sentence.of("expected.boolean", "true or false (also 1, 0, yes, no, on, off)"),
                Types::parseBoolean,
                String::valueOf);
    }

    /** A whole number within a range, both ends included. */
    public static ValueType<Integer> number(int min, int max) {
        Sentence expected =
                Sentence.of(
                        "expected.number",
                        "a whole number from {min} to {max}",
                        "min",
                        min,
                        "max",
                        max);
        return new SimpleType<>(
                "number", expected, text -> parseNumber(text, min, max), String::valueOf);
    }

    /** A time with its unit, within a range, both ends included. */
    public static ValueType<Duration> duration(Duration min, Duration max) {
        Sentence expected =
                Sentence.of(
                        "expected.duration",
                        "a time with its unit (ms, s, m, h, d) from {min} to {max}, such as 300ms, 5s or 10m",
                        "min",
                        formatDuration(min),
                        "max",
                        formatDuration(max));
        return new SimpleType<>(
                "duration", expected, text -> parseDuration(text, min, max), Types::formatDuration);
    }

    /** As {@link #duration}, or {@code none} (also {@code 0}), which is {@link Duration#ZERO}. */
    public static ValueType<Duration> durationOrNone(Duration min, Duration max) {
        ValueType<Duration> some = duration(min, max);
        return new SimpleType<>(
                "duration",
                or(some.expected(), "none"),
                text ->
                        text.equalsIgnoreCase("none") || isZero(text)
                                ? Duration.ZERO
                                : some.parse(text),
                value -> value.isZero() ? "none" : some.format(value));
    }

    /** A number of bytes with its unit (powers of 1024), within a range, both ends included. */
    public static ValueType<Long> size(long min, long max) {
        Sentence expected =
                Sentence.of(
                        "expected.size",
                        "a size with its unit (B, KB, MB, GB, TB; 1 KB is 1024 bytes) from {min} to {max}, such as 64KB or 80GB",
                        "min",
                        formatSize(min),
                        "max",
                        formatSize(max));
        return new SimpleType<>(
                "size", expected, text -> parseSize(text, min, max), Types::formatSize);
    }

    /** Any text in one line. */
    public static ValueType<String> text(int maxLength) {
        return new SimpleType<>(
                "text",
                Sentence.of("expected.text", "one line of at most {n} characters", "n", maxLength),
                text -> parseText(text, maxLength),
                value -> value);
    }

    /** Any text, also in several lines, which end with a line feed. */
    public static ValueType<String> lines(int maxLength) {
        return new SimpleType<>(
                "lines",
                Sentence.of(
                        "expected.lines",
                        "a text of at most {n} characters, in as many lines as it needs",
                        "n",
                        maxLength),
                text -> parseLines(text, maxLength),
                value -> value);
    }

    /** Where a browser can be sent: an http(s) URL, or a path of this server. */
    public static ValueType<String> address() {
        return new SimpleType<>(
                "address",
                Sentence.of(
                        "expected.address",
                        "an address such as https://login.example.com/logout, or a path of this server such as /goodbye"),
                Types::parseAddress,
                value -> value);
    }

    /** One of some fixed words. */
    public static ValueType<String> oneOf(String... words) {
        List<String> known = List.of(words);
        Sentence expected =
                Sentence.of(
                        "expected.choice", "one of {choices}", "choices", String.join(", ", known));
        return new SimpleType<>("choice", expected, text -> parseWord(text, known), value -> value);
    }

    /** A list of names, with {@code ,} or {@code ;} between them; not empty. */
    public static ValueType<List<String>> names() {
        return new SimpleType<>(
                "names",
                Sentence.of("expected.names", "names with commas between them"),
                text -> split(text).stream().map(name -> parseText(name, 255)).toList(),
                value -> String.join(",", value));
    }

    /** Names with a number above 0 for each ({@code a=2;b=0.5}), or {@code none}. */
    public static ValueType<Map<String, Double>> weights() {
        return new SimpleType<>(
                "weights",
                Sentence.of(
                        "expected.weights",
                        "names with a number from 0.01 to 100 for each, such as admin=2;students=0.5; or none"),
                Types::parseWeights,
                value ->
                        value.isEmpty()
                                ? "none"
                                : value.entrySet().stream()
                                        .map(one -> one.getKey() + "=" + one.getValue())
                                        .collect(java.util.stream.Collectors.joining(";")));
    }

    private static Map<String, Double> parseWeights(String text) {
        Map<String, Double> weights = new java.util.TreeMap<>();
        if (text.equalsIgnoreCase("none")) {
            return Map.of();
        }
        for (String part : split(text)) {
            int equals = part.lastIndexOf('=');
            String number = part.substring(equals + 1).strip();
            if (equals < 1 || !number.matches("[0-9]{1,3}([.][0-9]{1,3})?")) {
                throw Unfit.of(
                        "value.weight", "{part} is not a name, =, and a number", "part", part);
            }
            double weight = Double.parseDouble(number);
            if (weight < 0.01 || weight > 100) {
                throw Unfit.of(
                        "value.weight-range",
                        "{number} is not between 0.01 and 100",
                        "number",
                        number);
            }
            weights.put(part.substring(0, equals).strip(), weight);
        }
        return java.util.Collections.unmodifiableMap(weights);
    }

    /**
     * A list of Ollama base URLs, with {@code ;} or {@code ,} between them; not empty, none twice.
     */
    public static ValueType<List<BaseUrl>> baseUrls() {
        return new SimpleType<>(
                "urls",
                Sentence.of(
                        "expected.urls",
                        "base URLs of Ollama servers such as http://gpu1:11434, with ; between them"),
                Types::parseBaseUrls,
                value -> String.join(";", value.stream().map(BaseUrl::toString).toList()));
    }

    /**
     * A value that may be absent: the word {@code none}, {@code learnt} or whatever stands for
     * that, or a text of the type.
     */
    public static <T> ValueType<Optional<T>> optional(String absent, ValueType<T> type) {
        return new SimpleType<>(
                type.name(),
                or(type.expected(), absent),
                text ->
                        text.equalsIgnoreCase(absent)
                                ? Optional.empty()
                                : Optional.of(type.parse(text)),
                value -> value.map(type::format).orElse(absent));
    }

    /**
     * A value for every backend, with others for some: {@code 4} or {@code 4;http://gpu2:11434=8}.
     */
    public static <T> ValueType<PerBackend<T>> perBackend(String absent, ValueType<T> type) {
        return new SimpleType<>(
                type.name() + " per backend",
                Sentence.of(
                        "expected.per-backend",
                        "{one}; or {absent}; for one backend after its URL, as in \"VALUE;http://gpu2:11434=VALUE\"",
                        "one",
                        type.expected(),
                        "absent",
                        absent),
                text -> PerBackend.parse(text, absent, type),
                value -> value.format(absent, type));
    }

    private static Sentence or(Sentence one, String absent) {
        return Sentence.of("expected.or", "{one}; or {absent}", "one", one, "absent", absent);
    }

    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : LIST_SEPARATOR.split(text, -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        if (parts.isEmpty()) {
            throw Unfit.of("value.empty-list", "the list is empty");
        }
        return parts;
    }

    static boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw Unfit.of("value.boolean", "it is neither true nor false");
        };
    }

    private static int parseNumber(String text, int min, int max) {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw Unfit.of("value.number", "it is not a whole number");
        }
        long value = Long.parseLong(text);
        checkRange(value >= min && value <= max);
        return (int) value;
    }

    private static Duration parseDuration(String text, Duration min, Duration max) {
        if (isZero(text) && min.isZero()) {
            return Duration.ZERO;
        }
        Matcher matcher = numberAndUnit(text, "s");
        Long unit = MILLIS.get(matcher.group(2));
        if (unit == null) {
            throw Unfit.of(
                    "value.time-unit", "\"{unit}\" is no unit of time", "unit", matcher.group(2));
        }
        BigInteger millis = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        checkRange(between(millis, min.toMillis(), max.toMillis()));
        return Duration.ofMillis(millis.longValue());
    }

    private static long parseSize(String text, long min, long max) {
        Matcher matcher = numberAndUnit(text, "MB");
        String name = matcher.group(2).toUpperCase(Locale.ROOT).replace("IB", "B");
        Long unit = BYTES.get(name);
        if (unit == null) {
            throw Unfit.of(
                    "value.size-unit", "\"{unit}\" is no unit of size", "unit", matcher.group(2));
        }
        BigInteger bytes = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        checkRange(between(bytes, min, max));
        return bytes.longValue();
    }

    private static Matcher numberAndUnit(String text, String exampleUnit) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw Unfit.of("value.number-unit", "it is not a number with a unit");
        }
        if (matcher.group(2).isEmpty()) {
            throw Unfit.of(
                    "value.no-unit",
                    "the unit is missing ({example}?)",
                    "example",
                    matcher.group(1) + exampleUnit);
        }
        return matcher;
    }

    private static boolean isZero(String text) {
        return text.equals("0");
    }

    private static boolean between(BigInteger value, long min, long max) {
        return value.compareTo(BigInteger.valueOf(min)) >= 0
                && value.compareTo(BigInteger.valueOf(max)) <= 0;
    }

    private static void checkRange(boolean inside) {
        if (!inside) {
            throw Unfit.of("value.range", "it is out of range");
        }
    }

    private static String parseText(String text, int maxLength) {
        if (text.length() > maxLength) {
            throw Unfit.of("value.longer", "it is longer than {n} characters", "n", maxLength);
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
            throw Unfit.of(
                    "value.line-break", "it has a line break or another control character in it");
        }
        return text;
    }

    private static String parseLines(String text, int maxLength) {
        String lines = text.replace("\r\n", "\n");
        parseText(lines.replace('\n', ' ').replace('\t', ' '), maxLength);
        return lines;
    }

    private static String parseAddress(String text) {
        parseText(text, 1_000);
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw Unfit.of("value.address", "it is no address");
        }
        if (text.startsWith("/") && uri.getRawAuthority() == null && !text.startsWith("//")) {
            return text;
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())
                && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw Unfit.of(
                    "value.address-begin",
                    "it begins neither with https:// or http:// nor with one /");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw Unfit.of("value.address-host", "it has no host, or a user name in it");
        }
        return uri.toASCIIString();
    }

    private static String parseWord(String text, List<String> known) {
        String word = text.toLowerCase(Locale.ROOT);
        if (!known.contains(word)) {
            throw Unfit.of("value.choice", "there is no such choice");
        }
        return word;
    }

    private static List<BaseUrl> parseBaseUrls(String text) {
        List<BaseUrl> urls = new ArrayList<>();
        for (String part : split(text)) {
            BaseUrl url = BaseUrl.parse(part);
            if (urls.contains(url)) {
                throw Unfit.of("value.twice", "{value} is there twice", "value", url);
            }
            urls.add(url);
        }
        return List.copyOf(urls);
    }

    static String formatDuration(Duration value) {
        long millis = value.toMillis();
        if (millis == 0) {
            return "0";
        }
        for (String unit : List.of("d", "h", "m", "s")) {
            if (millis % MILLIS.get(unit) == 0 && (!unit.equals("m") || millis >= 600_000)) {
                return millis / MILLIS.get(unit) + unit;
            }
        }
        return millis + "ms";
    }

    static String formatSize(long bytes) {
        for (String unit : List.of("TB", "GB", "MB", "KB")) {
            if (bytes != 0 && bytes % BYTES.get(unit) == 0) {
                return bytes / BYTES.get(unit) + unit;
            }
        }
        return bytes + "B";
    }
}
