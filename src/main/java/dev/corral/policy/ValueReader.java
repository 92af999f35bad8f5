package dev.corral.policy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Reads the values of members that decide, each in the one type that it may have. */
final class ValueReader {
    private final JsonScanner scanner;
    private final Map<Member, String> names = new EnumMap<>(Member.class);

    ValueReader(JsonScanner scanner) {
        this.scanner = scanner;
    }

    /**
     * Refuses a byte order mark and the other encodings of Unicode, which begin with one or with a
     * zero byte.
     */
    void refuseOtherEncodings() throws BadBody {
        int first = scanner.peek();
        if (first == 0xEF || first == 0xFE || first == 0xFF || first == 0) {
            throw new BadBody("The body must be JSON in UTF-8 without a byte order mark.");
        }
    }

    /** Consumes {@code null}, which means the same to Ollama as leaving the member out. */
    boolean isNull() throws BadBody {
        if (scanner.peek() != 'n') {
            return false;
        }
        scanner.word("null");
        return true;
    }

    boolean bool(Member member) throws BadBody {
        int first = scanner.peek();
        if (first == 't') {
            scanner.word("true");
            return true;
        }
        if (first == 'f') {
            scanner.word("false");
            return false;
        }
        throw wrong(member, "true or false");
    }

    String string(Member member) throws BadBody {
        consumeString(member);
        return scanner.text();
    }

    boolean isNotEmptyString(Member member) throws BadBody {
        if (scanner.peek() != '"') {
            throw wrong(member, "a string");
        }
        scanner.string();
        return scanner.textLength() > 0;
    }

    private void consumeString(Member member) throws BadBody {
        if (scanner.peek() != '"') {
            throw wrong(member, "a string");
        }
        scanner.string();
        if (scanner.textIsBroken()) {
            throw wrong(member, "a string of valid Unicode");
        }
    }

    /** A number that Go would store in an {@code int}. */
    long integer(Member member) throws BadBody {
        if (!isNumber() || !scanner.number() || scanner.textLength() > 18) {
            throw wrong(member, "an integer");
        }
        return Long.parseLong(scanner.text());
    }

    /** A number that Ollama reads as floating point and then cuts to an integer. */
    long cutNumber(Member member) throws BadBody {
        if (!isNumber()) {
            throw wrong(member, "a number");
        }
        scanner.number();
        double value = Double.parseDouble(scanner.text());
        if (!(Math.abs(value) < 1L << 53)) {
            throw wrong(member, "a number of a sensible size");
        }
        return (long) value;
    }

    Duration keepAlive() throws BadBody {
        if (isNumber()) {
            scanner.number();
            return KeepAlive.ofNumber(scanner.text());
        }
        return KeepAlive.ofText(string(Member.KEEP_ALIVE));
    }

    private boolean isNumber() {
        int first = scanner.peek();
        return first == '-' || first >= '0' && first <= '9';
    }

    void rememberName(Member member) throws BadBody {
        String name = string(member);
        if (!name.isEmpty()) {
            names.put(member, name);
        }
    }

    /** What a name member says, or null when it is absent, null or empty. */
    String name(Member member) {
        return names.get(member);
    }

    static BadBody wrong(Member member, String type) {
        return new BadBody("The body's member \"" + member.text + "\" must be " + type + ".");
    }
}
