package dev.corral.door;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * What is refused in the header of a request: what is too much, and what two readers could take in
 * two ways.
 */
final class HeaderRules {

    static final int MAX_COUNT = 100;
    static final int MAX_SIZE = 32 * 1024;

    static final String TOO_MANY =
            "The request has more than 100 header fields, or more than 32 KB of them.";
    static final String CONTROL = "A header field holds a control character.";
    static final String NAME =
            "A header field's name holds a blank or another character that no name has.";
    static final String TWO_LENGTHS =
            "The request says in two ways, or in none that is a number, how long its body is (Content-Length,"
                    + " Transfer-Encoding).";
    static final String CODING = "The only transfer coding that is understood is 'chunked'.";
    static final String TWICE =
            "A header field that may stand once stands there twice (Host, Authorization, x-api-key, Content-Encoding), or Content-Type with two meanings.";

    private HeaderRules() {}

    /**
     * What is wrong with the request's header: a sentence for the client, or null when nothing is.
     */
    static String objection(HttpServletRequest clientRequest) {
        int count = 0;
        int size = 0;
        boolean length = false;
        boolean coding = false;
        Enumeration<String> names = clientRequest.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (!isToken(name)) {
                return NAME;
            }
            int values = 0;
            String last = "";
            boolean alike = true;
            Enumeration<String> all = clientRequest.getHeaders(name);
            while (all.hasMoreElements()) {
                String value = all.nextElement();
                alike &= values == 0 || value.equals(last);
                last = value;
                values++;
                size += name.length() + last.length() + 4;
                if (count + values > MAX_COUNT || size > MAX_SIZE) {
                    return TOO_MANY;
                }
                if (hasControl(last)) {
                    return CONTROL;
                }
            }
            count += values;
            String objection = fieldObjection(name, values, alike, last);
            if (objection != null) {
                return objection;
            }
            length |= name.equalsIgnoreCase("Content-Length");
            coding |= name.equalsIgnoreCase("Transfer-Encoding");
        }
        return length && coding ? TWO_LENGTHS : null;
    }

    private static String fieldObjection(String name, int values, boolean alike, String value) {
        switch (name.length()) {
            case 4:
                return values > 1 && name.equalsIgnoreCase("Host") ? TWICE : null;
            case 9:
                return values > 1 && name.equalsIgnoreCase("x-api-key") ? TWICE : null;
            case 12:
                // ollama4j says it twice in the same words, which nobody can misread
                return !alike && name.equalsIgnoreCase("Content-Type") ? TWICE : null;
            case 13:
                return values > 1 && name.equalsIgnoreCase("Authorization") ? TWICE : null;
            case 14:
                return name.equalsIgnoreCase("Content-Length") && (values > 1 || !isNumber(value))
                        ? TWO_LENGTHS
                        : null;
            case 16:
                return values > 1 && name.equalsIgnoreCase("Content-Encoding") ? TWICE : null;
            case 17:
                return name.equalsIgnoreCase("Transfer-Encoding")
                                && (values > 1 || !value.equalsIgnoreCase("chunked"))
                        ? CODING
                        : null;
            default:
                return null;
        }
    }

    /**
     * RFC 9110 5.6.2; a server that takes "Content-Length " for a field is not the one that
     * measures the body by it.
     */
    static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isNumber(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() < 19;
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 127) {
                return true;
            }
        }
        return false;
    }
}
