package dev.corral.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message head exactly as it came.
 *
 * @param text first line and header lines with their line ends, without the empty line; ISO-8859-1
 */
public record Head(String text) {

    /** The first line. */
    public String firstLine() {
        return text.lines().findFirst().orElse("");
    }

    /** A space-separated word of the first line, or the empty string. */
    String word(int index) {
        String[] words = firstLine().split(" ", 3);
        return index < words.length ? words[index] : "";
    }

    /** Header names in the order and case in which they came. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        text.lines().skip(1).forEach(line -> names.add(line.substring(0, colon(line))));
        return names;
    }

    /** The values of every header line of that name, trimmed. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        text.lines()
                .skip(1)
                .filter(line -> line.substring(0, colon(line)).equalsIgnoreCase(name))
                .forEach(line -> values.add(line.substring(colon(line) + 1).trim()));
        return values;
    }

    /** The first value of that name, or null. */
    public String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Whether a header line of that name came. */
    public boolean has(String name) {
        return first(name) != null;
    }

    /** Whether the body is chunked. */
    public boolean chunked() {
        String coding = first("Transfer-Encoding");
        return coding != null && coding.toLowerCase(java.util.Locale.ROOT).endsWith("chunked");
    }

    /** The Content-Length, or -1. */
    public long contentLength() {
        String length = first("Content-Length");
        return length == null ? -1 : Long.parseLong(length);
    }

    /** The head as bytes. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int colon(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line.length() - 1 : colon;
    }
}
