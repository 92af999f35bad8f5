package dev.corral.policy;

import dev.corral.words.Sentence;

/** A policy that cannot be read. Corral does not start with it, or keeps the one that it has. */
public final class InvalidPolicy extends Exception {
    private static final long serialVersionUID = 1;

    private final String place;

    private final transient Sentence said;

    InvalidPolicy(String place, Sentence problem) {
        super(place + ": " + problem);
        this.place = place;
        this.said =
                Sentence.of(
                        "policy.invalid", "{place}: {problem}", "place", place, "problem", problem);
    }

    /** Where and what, as a sentence. */
    public Sentence said() {
        return said;
    }

    /**
     * Where the error is: {@code rules[2].limits.numCtx}, or a line and a column when the text is
     * no JSON.
     */
    public String place() {
        return place;
    }
}
