package dev.corral.rest;

/** An answer other than success that a resource decided on. */
public final class ApiProblem extends RuntimeException {

    private final int status;

    private ApiProblem(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /**
     * A problem.
     *
     * @param status 400 to 499, or 503
     * @param message a sentence for the client that says what to do next; no secrets, hosts or
     *     class names
     */
    public static ApiProblem of(int status, String message) {
        return new ApiProblem(status, message, null);
    }

    int status() {
        return status;
    }
}
