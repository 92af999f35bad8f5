package dev.corral.chats;

import java.util.ArrayList;
import java.util.List;

/** A part of a text around what was searched for, with the hits marked. Pure. */
public final class Excerpt {

    private static final int BEFORE = 60;
    private static final int LENGTH = 240;

    private Excerpt() {}

    /**
     * A piece of text.
     *
     * @param hit whether it is what was searched for
     */
    public record Piece(String text, boolean hit) {}

    /**
     * Cuts out.
     *
     * @param words folded
     */
    static List<Piece> of(String text, List<String> words) {
        int from = Math.max(0, first(text, words) - BEFORE);
        if (from > 0 && Character.isLowSurrogate(text.charAt(from))) {
            from++;
        }
        int to = Math.min(text.length(), from + LENGTH);
        if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
            to++;
        }
        String part = text.substring(from, to);
        List<Piece> pieces = pieces(part, words);
        if (from > 0) {
            pieces.add(0, new Piece("…", false));
        }
        if (to < text.length()) {
            pieces.add(new Piece("…", false));
        }
        return pieces;
    }

    /** Where the first of the words that comes stands in the text; 0 when none is found. */
    private static int first(String text, List<String> words) {
        Folded folded = Folded.of(text);
        int best = -1;
        for (String word : words) {
            int at = folded.text.indexOf(word);
            if (at >= 0 && (best < 0 || at < best)) {
                best = at;
            }
        }
        return best < 0 ? 0 : folded.places[best];
    }

    private static List<Piece> pieces(String part, List<String> words) {
        Folded folded = Folded.of(part);
        boolean[] hit = new boolean[part.length()];
        for (String word : words) {
            int at = folded.text.indexOf(word);
            while (at >= 0) {
                int end = folded.places[at + word.length()];
                for (int i = folded.places[at]; i < Math.max(end, folded.places[at] + 1); i++) {
                    hit[i] = true;
                }
                at = folded.text.indexOf(word, at + word.length());
            }
        }
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= part.length(); i++) {
            if (i == part.length() || hit[i] != hit[start]) {
                pieces.add(new Piece(part.substring(start, i), hit[start]));
                start = i;
            }
        }
        return pieces;
    }

    /**
     * A folded text.
     *
     * @param places where each of its characters, and the end, stands in the original
     */
    private record Folded(String text, int[] places) {
        static Folded of(String text) {
            StringBuilder out = new StringBuilder(text.length());
            int[] places = new int[text.length() * 2 + 16];
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                int before = out.length();
                Grams.fold(c, out);
                if (out.length() + 1 >= places.length) {
                    places = java.util.Arrays.copyOf(places, 2 * out.length() + 16);
                }
                java.util.Arrays.fill(places, before, out.length(), i);
                i += Character.charCount(c);
                places[out.length()] = i;
            }
            return new Folded(out.toString(), places);
        }
    }
}
