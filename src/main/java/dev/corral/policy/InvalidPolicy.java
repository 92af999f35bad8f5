package dev.corral.policy;

/** A policy that cannot be read. Corral does not start with it, or keeps the one that it has. */
public final class InvalidPolicy extends Exception {
    private static final long serialVersionUID = 1;

    private final String place;

    InvalidPolicy(String place, String problem) {
        super(place + ": " + problem);
        this.place = place;
    }

    /**
     * Where the error is: {@code rules[2].limits.numCtx}, or a line and a column when the text is
     * no JSON.
     */
    public String place() {
        return place;
    }
}
