package dev.corral.chats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;

/** Texts as they may be stored, and the JSON that stands in columns and events. Pure functions. */
final class Text {

    private static final int DEPTH = 64;

    static final ObjectMapper JSON = mapper();

    private Text() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper =
                JsonMapper.builder()
                        .addModule(new JavaTimeModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH)
                                .maxStringLength(Limits.CONTENT * 2)
                                .build());
        return mapper;
    }

    /**
     * The text without what not every database stores: NUL and halves of surrogate pairs become
     * U+FFFD.
     *
     * @param text may be null
     */
    static String clean(String text) {
        if (text == null) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (isBroken(text, i)) {
                return cleaned(text, i);
            }
        }
        return text;
    }

    private static String cleaned(String text, int from) {
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            out.append(isBroken(text, i) ? '\uFFFD' : text.charAt(i));
        }
        return out.toString();
    }

    private static boolean isBroken(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c == 0;
    }

    /**
     * One line of a text, without control characters and characters that turn the direction of what
     * follows, cut at a whole character; null if nothing is left.
     *
     * @param text may be null
     * @param most UTF-16 units
     */
    static String line(String text, int most) {
        if (text == null) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < text.length() && out.length() <= most; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                blank = out.length() > 0;
            } else if (!turnsDirection(c) && !(c >= 0xD800 && c < 0xE000)) {
                if (blank) {
                    out.append(' ');
                    blank = false;
                }
                out.appendCodePoint(c);
            }
        }
        String line = cut(out.toString(), most);
        return line.isEmpty() ? null : line;
    }

    private static boolean turnsDirection(int c) {
        return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }

    /** At most so many UTF-16 units, never half a pair. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end).strip();
    }

    /** A value as JSON in one line; null for null. */
    static String json(Object value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }

    /** JSON that this room wrote; null for null. */
    static <T> T read(String json, Class<T> type) {
        try {
            return json == null ? null : JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "A stored value cannot be read: " + type.getSimpleName());
        }
    }

    static JsonNode read(String json) {
        return read(json, JsonNode.class);
    }

    static <T> List<T> readList(String json, Class<T> type) {
        try {
            return json == null
                    ? null
                    : JSON.readValue(
                            json, JSON.getTypeFactory().constructCollectionType(List.class, type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "A stored list cannot be read: " + type.getSimpleName());
        }
    }
}
