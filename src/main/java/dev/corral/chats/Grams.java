package dev.corral.chats;

import java.text.Normalizer;
import java.util.BitSet;
import java.util.Locale;

/**
 * A small summary of a text from which can be told that a word is surely not in it: one bit for
 * each pair and each triple of neighbouring letters. Letters count without case and accents. Pure.
 */
final class Grams {

    private static final int SMALLEST = 64 * 8;
    private static final int LARGEST = 8 * 1024 * 8;

    private Grams() {}

    /** The text as search compares it: without accents and case. */
    static String fold(String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length() && ascii; i++) {
            ascii = text.charAt(i) < 128;
        }
        if (ascii) {
            return text.toLowerCase(Locale.ROOT);
        }
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        StringBuilder out = new StringBuilder(apart.length());
        for (int i = 0; i < apart.length(); i++) {
            fold(apart.charAt(i), out);
        }
        return out.toString();
    }

    /** The same for one character of a text of which only a part matters. */
    static void fold(int codePoint, StringBuilder out) {
        if (codePoint < 128) {
            out.append((char) Character.toLowerCase(codePoint));
            return;
        }
        String apart = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        for (int i = 0; i < apart.length(); i++) {
            fold(apart.charAt(i), out);
        }
    }

    private static void fold(char c, StringBuilder out) {
        if (Character.getType(c) == Character.NON_SPACING_MARK) {
            return;
        }
        char small = Character.toLowerCase(c);
        switch (small) {
            case 'ß' -> out.append("ss");
            case 'ς' -> out.append('σ');
            default -> out.append(small);
        }
    }

    /** The summary of a text, 64 to 8192 bytes, a power of two. */
    static byte[] of(String text) {
        String folded = fold(text);
        int bits = SMALLEST;
        // About four bits for each group keep three quarters of them free.
        while (bits < LARGEST && bits < 4L * folded.length()) {
            bits *= 2;
        }
        BitSet set = new BitSet(bits);
        mark(folded, bits, set);
        byte[] grams = new byte[bits / 8];
        byte[] used = set.toByteArray();
        System.arraycopy(used, 0, grams, 0, used.length);
        return grams;
    }

    /** Whether a text of that summary may contain the word, which must be folded. */
    static boolean mayHave(byte[] grams, String folded) {
        int bits = grams.length * 8;
        for (int i = 0; i + 1 < folded.length(); i++) {
            if (!has(grams, pair(folded, i, bits))) {
                return false;
            }
            if (i + 2 < folded.length() && !has(grams, triple(folded, i, bits))) {
                return false;
            }
        }
        return true;
    }

    private static void mark(String folded, int bits, BitSet set) {
        for (int i = 0; i + 1 < folded.length(); i++) {
            set.set(pair(folded, i, bits));
            if (i + 2 < folded.length()) {
                set.set(triple(folded, i, bits));
            }
        }
    }

    private static boolean has(byte[] grams, int bit) {
        return (grams[bit >> 3] >> (bit & 7) & 1) != 0;
    }

    private static int pair(String text, int i, int bits) {
        return spread(text.charAt(i) * 65_599 + text.charAt(i + 1)) & bits - 1;
    }

    private static int triple(String text, int i, int bits) {
        int both = text.charAt(i) * 65_599 + text.charAt(i + 1);
        return spread(both * 65_599 + text.charAt(i + 2) + 1) & bits - 1;
    }

    private static int spread(int hash) {
        int h = hash * 0x9E3779B9;
        return h ^ h >>> 15;
    }
}
