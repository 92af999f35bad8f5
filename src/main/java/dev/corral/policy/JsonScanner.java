package dev.corral.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over one JSON text in UTF-8 and holds it to RFC 8259 strictly: valid UTF-8, no byte order
 * mark, nothing after the value, at most {@value #DEEPEST} levels. Allocates nothing; every byte is
 * looked at once. Not safe for several threads.
 */
final class JsonScanner {
    static final int DEEPEST = 64;
    static final int END = -1;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private final byte[] in;
    private final int end;
    private int at;
    private int depth;
    private int textStart;
    private int textEnd;
    private boolean textEscaped;
    private boolean textAscii;
    private boolean textBroken;

    JsonScanner(byte[] body, int offset, int length) {
        in = body;
        at = offset;
        end = offset + length;
    }

    /** Skips white space; the byte that follows, not consumed, or {@link #END}. */
    int peek() {
        while (at < end) {
            byte b = in[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xff;
            }
            at++;
        }
        return END;
    }

    /** Where the byte that {@link #peek} sees is in the array; its end when there is none. */
    int position() {
        peek();
        return at;
    }

    /** Where the last value ended. */
    int reached() {
        return at;
    }

    /** Consumes the next byte if it is the expected one. */
    boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    BadBody malformed() {
        if (at >= end) {
            return new BadBody("The body is not whole JSON: it ends too early.");
        }
        return new BadBody("The body is not valid JSON in UTF-8.");
    }

    /** Consumes the brace or bracket that opens an object or array. */
    void enter(char opening) throws BadBody {
        if (!take(opening)) {
            throw malformed();
        }
        if (++depth > DEEPEST) {
            throw new BadBody("The body is nested more than " + DEEPEST + " levels deep.");
        }
    }

    /**
     * Moves to the next member or element.
     *
     * @param first whether none was read yet
     * @return false when the object or array is closed, which is then consumed
     */
    boolean more(char closing, boolean first) throws BadBody {
        if (take(closing)) {
            depth--;
            return false;
        }
        if (!first && !take(',')) {
            throw malformed();
        }
        return true;
    }

    /** Consumes a member's name and the colon; the name is then the scanner's text. */
    void name() throws BadBody {
        string();
        if (!take(':')) {
            throw malformed();
        }
    }

    /** Consumes a value of any kind. */
    void skip() throws BadBody {
        switch (peek()) {
            case '"' -> string();
            case '{' -> {
                enter('{');
                for (boolean first = true; more('}', first); first = false) {
                    name();
                    skip();
                }
            }
            case '[' -> {
                enter('[');
                for (boolean first = true; more(']', first); first = false) {
                    skip();
                }
            }
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    /** Consumes {@code true}, {@code false} or {@code null}. */
    void word(String expected) throws BadBody {
        for (int i = 0; i < expected.length(); i++, at++) {
            if (at >= end || in[at] != expected.charAt(i)) {
                throw malformed();
            }
        }
    }

    /**
     * Consumes a number; its digits are then the scanner's text. Returns whether it is written as
     * an integer.
     */
    boolean number() throws BadBody {
        peek();
        textStart = at;
        textEscaped = false;
        textAscii = true;
        textBroken = false;
        if (at < end && in[at] == '-') {
            at++;
        }
        if (at < end && in[at] == '0') {
            at++;
        } else {
            digits();
        }
        boolean integer = true;
        if (at < end && in[at] == '.') {
            at++;
            digits();
            integer = false;
        }
        if (at < end && (in[at] | 0x20) == 'e') {
            at++;
            if (at < end && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            digits();
            integer = false;
        }
        textEnd = at;
        return integer;
    }

    private void digits() throws BadBody {
        int start = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
    }

    /** Consumes a string; it is then the scanner's text. */
    void string() throws BadBody {
        if (!take('"')) {
            throw malformed();
        }
        textStart = at;
        textEscaped = false;
        textAscii = true;
        textBroken = false;
        while (true) {
            skipPlain();
            if (at >= end) {
                throw malformed();
            }
            byte b = in[at];
            if (b == '"') {
                textEnd = at++;
                return;
            }
            if (b == '\\') {
                textEscaped = true;
                escape();
            } else if (b < 0) {
                textAscii = false;
                at += Utf8.lengthAt(in, at, end);
            } else if (b < ' ') {
                throw new BadBody("The body has a control character inside a string.");
            } else {
                at++;
            }
        }
    }

    /**
     * Steps over groups of eight bytes that are all ASCII and neither quote, backslash nor control
     * character.
     */
    private void skipPlain() {
        while (at + 8 <= end) {
            long eight = (long) LONGS.get(in, at);
            long quote = eight ^ ONES * '"';
            long backslash = eight ^ ONES * '\\';
            long special =
                    quote - ONES & ~quote
                            | backslash - ONES & ~backslash
                            | eight - ONES * ' ' & ~eight
                            | eight;
            if ((special & HIGH) != 0) {
                return;
            }
            at += 8;
        }
    }

    private void escape() throws BadBody {
        if (at + 1 >= end) {
            at = end;
            throw malformed();
        }
        int kind = in[at + 1];
        if (kind != 'u') {
            if ("\"\\/bfnrt".indexOf(kind) < 0) {
                throw malformed();
            }
            at += 2;
            return;
        }
        int unit = hex(at + 2);
        at += 6;
        if (unit >= 0xD800 && unit < 0xE000) {
            boolean paired =
                    unit < 0xDC00
                            && at + 6 <= end
                            && in[at] == '\\'
                            && in[at + 1] == 'u'
                            && isLow(hex(at + 2));
            if (paired) {
                at += 6;
            } else {
                textBroken = true;
            }
        }
    }

    private static boolean isLow(int unit) {
        return unit >= 0xDC00 && unit < 0xE000;
    }

    private int hex(int start) throws BadBody {
        if (start + 4 > end) {
            at = end;
            throw malformed();
        }
        int value = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = in[i] < 0 ? -1 : Character.digit(in[i], 16);
            if (digit < 0) {
                throw malformed();
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Refuses anything after the value. */
    void finish() throws BadBody {
        if (peek() != END) {
            throw new BadBody(
                    "The body has something after the JSON object; send one object and nothing else.");
        }
    }

    /** Whether the text is made of ASCII without escapes, so that its bytes are its characters. */
    boolean textIsPlain() {
        return textAscii && !textEscaped;
    }

    /**
     * Whether the text has a surrogate without its other half, which would mean U+FFFD to one
     * reader and something else to another.
     */
    boolean textIsBroken() {
        return textBroken;
    }

    int textLength() {
        return textEnd - textStart;
    }

    byte textByte(int index) {
        return in[textStart + index];
    }

    /** The text, unescaped. */
    String text() {
        String raw = new String(in, textStart, textEnd - textStart, StandardCharsets.UTF_8);
        return textEscaped ? unescape(raw) : raw;
    }

    private static String unescape(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = raw.charAt(++i);
            switch (c) {
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> {
                    out.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
