package dev.corral.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The text of an API key: {@code crl_}, 256 random bits in 43 letters and digits, and a checksum of
 * these in 6, so that a mistyped key is told from a revoked one without asking anybody, and secret
 * scanners can recognise one.
 */
final class ApiKeySecret {

    static final String PREFIX = "crl_";
    static final int RANDOM_LENGTH = 43;
    static final int CHECK_LENGTH = 6;
    static final int LENGTH = PREFIX.length() + RANDOM_LENGTH + CHECK_LENGTH;

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int BITS = 256;

    private ApiKeySecret() {}

    /** A new key. */
    static String create(SecureRandom random) {
        String digits = base62(new BigInteger(BITS, random), RANDOM_LENGTH);
        return PREFIX + digits + checksum(digits);
    }

    /** Whether a text means to be a key of Corral; null does not. */
    static boolean hasPrefix(String text) {
        return text != null && text.startsWith(PREFIX);
    }

    /** Whether a text is complete and without typing errors. */
    static boolean isWellFormed(String text) {
        if (!hasPrefix(text) || text.length() != LENGTH || !isAllDigits(text, PREFIX.length())) {
            return false;
        }
        int check = PREFIX.length() + RANDOM_LENGTH;
        return checksum(text.substring(PREFIX.length(), check)).equals(text.substring(check));
    }

    /** Whether something that looks like a whole key stands anywhere in a text. */
    static boolean isIn(String text) {
        for (int at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
            if (at + LENGTH <= text.length()
                    && isAllDigits(text.substring(at, at + LENGTH), PREFIX.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAllDigits(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (DIGITS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String checksum(String digits) {
        CRC32 crc = new CRC32();
        crc.update(digits.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECK_LENGTH);
    }

    private static String base62(BigInteger number, int length) {
        char[] text = new char[length];
        BigInteger rest = number;
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            text[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(text);
    }
}
