package dev.corral.exchange;

import dev.corral.fleet.Vitals;
import dev.corral.words.Sentence;
import java.util.Locale;

/**
 * Why an exchange has no answer, or not all of it, in words for the person who asked.
 *
 * @param kind what went wrong
 * @param status the HTTP status that fits when nothing was sent yet
 * @param said a sentence or two that say what to check; no host names, secrets or class names
 * @param retryAfter seconds after which trying again makes sense, or 0 for no such promise
 */
public record Failure(Kind kind, int status, Sentence said, int retryAfter) {

    /** The rows of the failure table. */
    public enum Kind {
        /** Not allowed, or not a request that could be sent. */
        REFUSED_HERE,
        /** Nothing listens at the backend's address. */
        REFUSED,
        /** The backend's name has no address. */
        DNS,
        /** No connection in time. */
        CONNECT_TIMEOUT,
        /** TLS could not be agreed on. */
        TLS,
        /** The backend closed or reset the connection. */
        RESET,
        /** What came was no HTTP answer. */
        GARBAGE,
        /** No byte came for longer than allowed. */
        SILENT,
        /** The backend takes connections but does not answer any more. */
        HUNG,
        /** The exchange took longer than allowed in all. */
        TOO_LONG,
        /** The answer became larger than allowed. */
        TOO_LARGE,
        /** No backend, or none with a free connection. */
        BUSY,
        /** Too many wait already. */
        QUEUE_FULL,
        /** No backend has the model. */
        NO_MODEL,
        /** Corral is being stopped. */
        STOPPING,
        /** A fault of our own. */
        INTERNAL;

        /** Whether it is the backend's fault. */
        boolean isBackends() {
            return switch (this) {
                case REFUSED, DNS, CONNECT_TIMEOUT, TLS, RESET, GARBAGE, SILENT, HUNG -> true;
                case REFUSED_HERE,
                        TOO_LONG,
                        TOO_LARGE,
                        BUSY,
                        QUEUE_FULL,
                        NO_MODEL,
                        STOPPING,
                        INTERNAL ->
                        false;
            };
        }

        /** What it proves, if it is the backend's fault. */
        Vitals.Proof proof() {
            return switch (this) {
                case REFUSED, DNS, CONNECT_TIMEOUT, TLS -> Vitals.Proof.ABSENT;
                default -> Vitals.Proof.BROKE;
            };
        }

        /** The name in numbers and JSON: {@code connect_timeout}. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The English text. */
    public String message() {
        return said.text();
    }

    /** What came is no answer of an Ollama. */
    public static Failure garbage() {
        return Failure.of(
                Kind.GARBAGE,
                502,
                Sentence.of(
                        "failure.garbage",
                        "What answers at the Ollama Server URL does not speak HTTP as Ollama does. Check the port, and whether https is needed."));
    }

    /** The client sent nothing more of its request. */
    public static Failure slowClient() {
        return Failure.of(
                Kind.REFUSED_HERE,
                408,
                Sentence.of(
                        "failure.slow-client",
                        "The rest of the request did not come in time (corral.gateway.body-timeout). Send it again."));
    }

    /**
     * A refusal of our own, before anything went up.
     *
     * @param said the reason, for the client
     */
    static Failure refused(Sentence said) {
        return of(Kind.REFUSED_HERE, 403, said);
    }

    static Failure of(Kind kind, int status, Sentence said) {
        return new Failure(kind, status, said, status == 503 ? 5 : 0);
    }
}
