package dev.corral.rest;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** An answer other than success that a resource decided on. */
public final class ApiProblem extends Refused {

    private final int status;

    private ApiProblem(int status, Sentence said) {
        super(said);
        this.status = status;
    }

    /**
     * A problem that only the author of a program meets.
     *
     * @param status 400 to 499, or 503
     * @param message a sentence for the client that says what to do next; no secrets, hosts or
     *     class names
     */
    public static ApiProblem of(int status, String message) {
        return new ApiProblem(status, Sentence.plain(message));
    }

    /** A problem that people meet in the page. */
    public static ApiProblem of(int status, Sentence said) {
        return new ApiProblem(status, said);
    }

    int status() {
        return status;
    }
}
