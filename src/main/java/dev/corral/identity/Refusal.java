package dev.corral.identity;

import dev.corral.words.Sentence;

/**
 * Why a request is not let in, fit to be sent to the client. Carries no stack trace: it is an
 * answer, not a fault.
 */
final class Refusal extends Exception {

    private final int status;
    private final int retryAfter;
    private final String about;

    private final transient Sentence said;

    private Refusal(int status, Sentence said, int retryAfter, String about) {
        super(said.text(), null, false, false);
        this.said = said;
        this.status = status;
        this.retryAfter = retryAfter;
        this.about = about;
    }

    /** A refusal with a sentence for the client. */
    static Refusal of(int status, String message) {
        return of(status, Sentence.plain(message));
    }

    /** The same in words that the page has in other languages. */
    static Refusal of(int status, Sentence said) {
        return new Refusal(status, said, 0, "");
    }

    /** A refusal that says how many seconds to wait. */
    static Refusal later(int status, String message, int seconds) {
        return new Refusal(status, Sentence.plain(message), seconds, "");
    }

    /** The same, with a name or a key's id for the log. */
    Refusal about(String who) {
        return new Refusal(status, said, retryAfter, LogText.of(who));
    }

    /** Whom it was about, fit for a log; may be empty. */
    String about() {
        return about;
    }

    Sentence said() {
        return said;
    }

    int status() {
        return status;
    }

    /** Seconds, or 0. */
    int retryAfter() {
        return retryAfter;
    }
}
