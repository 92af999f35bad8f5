package dev.corral.identity;

/**
 * Why a request is not let in, fit to be sent to the client. Carries no stack trace: it is an
 * answer, not a fault.
 */
final class Refusal extends Exception {

    private final int status;
    private final int retryAfter;
    private final String about;

    private Refusal(int status, String message, int retryAfter, String about) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
        this.about = about;
    }

    /** A refusal with a sentence for the client. */
    static Refusal of(int status, String message) {
        return new Refusal(status, message, 0, "");
    }

    /** A refusal that says how many seconds to wait. */
    static Refusal later(int status, String message, int seconds) {
        return new Refusal(status, message, seconds, "");
    }

    /** The same, with a name or a key's id for the log. */
    Refusal about(String who) {
        return new Refusal(status, getMessage(), retryAfter, LogText.of(who));
    }

    /** Whom it was about, fit for a log; may be empty. */
    String about() {
        return about;
    }

    int status() {
        return status;
    }

    /** Seconds, or 0. */
    int retryAfter() {
        return retryAfter;
    }
}
