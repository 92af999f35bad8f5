package dev.corral.policy;

/**
 * A body (or its label) that Corral does not pass on, because it has no meaning or more than one.
 * The answer is 400.
 */
public final class BadBody extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * A refusal.
     *
     * @param reason a sentence for the client; holds no content of the body
     */
    public BadBody(String reason) {
        super(reason, null, false, false);
    }
}
