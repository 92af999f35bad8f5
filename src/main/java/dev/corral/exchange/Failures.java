package dev.corral.exchange;

import dev.corral.exchange.Failure.Kind;
import dev.corral.fleet.ProxyRefused;
import dev.corral.fleet.choice.Refusal;
import dev.corral.policy.ModelName;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;

/**
 * The failure table: what an upstream's failure is called, and what the person who asked should
 * check. Pure.
 */
final class Failures {

    private Failures() {}

    /**
     * The row of an exception met while a request was under way.
     *
     * @param cause what the client library reported; order matters, since a connect timeout is a
     *     kind of socket timeout there
     */
    static Failure of(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return connectTimeout();
        }
        if (cause instanceof UnknownHostException) {
            return Failure.of(
                    Kind.DNS,
                    502,
                    Sentence.of(
                            "failure.dns",
                            "The name of the Ollama server has no address. Check the Ollama Server URL for a typing error, and the name service of this server."));
        }
        if (cause instanceof ProxyRefused) {
            return Failure.of(
                    Kind.REFUSED,
                    502,
                    Sentence.of(
                            "failure.proxy",
                            "The proxy on the way to the Ollama server does not let Corral through. An administrator should check the proxy of this backend (Settings,"
                                    + " Backends) and what the proxy allows."));
        }
        if (cause instanceof HttpHostConnectException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException) {
            return Failure.of(
                    Kind.REFUSED,
                    502,
                    Sentence.of(
                            "failure.refused",
                            "Nothing answers at the Ollama Server URL. Check its host and port, and that Ollama is running and listens there (OLLAMA_HOST=0.0.0.0 when"
                                    + " it runs on another machine). In a container 127.0.0.1 is the container itself."));
        }
        if (cause instanceof SSLException) {
            return Failure.of(
                    Kind.TLS,
                    502,
                    Sentence.of(
                            "failure.tls",
                            "No secure connection to the Ollama server. Check that the Ollama Server URL has the right scheme (http or https), and that the server's"
                                    + " certificate is valid and trusted here."));
        }
        if (cause instanceof SocketTimeoutException) {
            return silent();
        }
        if (cause instanceof TimeoutException) {
            return busy();
        }
        if (isGarbage(cause)) {
            return Failure.garbage();
        }
        if (cause instanceof IOException) {
            return Failure.of(
                    Kind.RESET,
                    502,
                    Sentence.of(
                            "failure.reset",
                            "The Ollama server closed the connection before the answer was complete. It may have been restarted or run out of memory: try again, and"
                                    + " look at its log."));
        }
        return Failure.of(
                Kind.INTERNAL,
                500,
                Sentence.of(
                        "failure.internal",
                        "Something went wrong here. Try again; the log of this server has the details under the request's id."));
    }

    private static boolean isGarbage(Throwable cause) {
        return cause instanceof ParseException
                || cause instanceof MalformedChunkCodingException
                || cause instanceof MessageConstraintException
                || cause instanceof UnsupportedHttpVersionException
                || cause instanceof HttpException;
    }

    static Failure connectTimeout() {
        return Failure.of(
                Kind.CONNECT_TIMEOUT,
                504,
                Sentence.of(
                        "failure.connect-timeout",
                        "The Ollama server did not accept a connection in time. Check the host and port of the Ollama Server URL; a firewall may drop the packets"
                                + " silently."));
    }

    static Failure silent() {
        return Failure.of(
                Kind.SILENT,
                504,
                Sentence.of(
                        "failure.silent",
                        "The Ollama server sent nothing for longer than allowed. The model may be loading or too large for the machine. An administrator can allow"
                                + " more time: AIOHTTP_CLIENT_TIMEOUT or corral.ollama.idle-timeout."));
    }

    static Failure hung() {
        return Failure.of(
                Kind.HUNG,
                502,
                Sentence.of(
                        "failure.hung",
                        "The Ollama server takes requests but does not answer any more. Try again; if it lasts, it has to be restarted."));
    }

    static Failure tooLong() {
        return Failure.of(
                Kind.TOO_LONG,
                504,
                Sentence.of(
                        "failure.too-long",
                        "The answer took longer than allowed in all (corral.ollama.total-timeout). Ask for a shorter answer."));
    }

    static Failure longerThanAllowed() {
        return Failure.of(
                Kind.TOO_LONG,
                504,
                Sentence.of(
                        "failure.longer-than-allowed",
                        "The answer took longer than your administrator allows (limit \"duration\" of the policy). Ask for a shorter answer."));
    }

    static Failure tooLarge() {
        return Failure.of(
                Kind.TOO_LARGE,
                403,
                Sentence.of(
                        "failure.too-large",
                        "The answer became larger than your administrator allows (limit \"bytes\" of the policy). Ask for a shorter answer."));
    }

    static Failure busy() {
        return Failure.of(
                Kind.BUSY,
                503,
                Sentence.of(
                        "failure.busy",
                        "All connections to the Ollama server are in use. Try again in a few seconds."));
    }

    /**
     * Why there is no backend for a request.
     *
     * @param model what it is for, or null
     */
    static Failure of(Refusal why, ModelName model) {
        return switch (why.reason()) {
            case FULL ->
                    new Failure(
                            Kind.QUEUE_FULL,
                            429,
                            Sentence.of(
                                    "failure.queue-full",
                                    "Too many requests are waiting for the Ollama servers (corral.fleet.queue). Try again in a moment."),
                            seconds(why));
            case NO_HOLDER ->
                    Failure.of(
                            Kind.NO_MODEL,
                            404,
                            Sentence.of(
                                    "failure.no-model",
                                    "model '{model}' not found on any of the Ollama servers that answer",
                                    "model",
                                    model == null ? "" : model.canonical()));
            case NO_BACKEND, ALL_TRIED ->
                    new Failure(
                            Kind.BUSY,
                            503,
                            Sentence.of(
                                    "failure.no-backend",
                                    "None of the Ollama servers answers. Try again in a moment; if it lasts, tell your administrator."),
                            Math.max(5, seconds(why)));
            case NOT_ALLOWED ->
                    Failure.of(
                            Kind.REFUSED_HERE,
                            404,
                            Sentence.of(
                                    "failure.not-allowed",
                                    "None of the Ollama servers is called so, or you may not use it."));
            case CLOSING -> stopping();
        };
    }

    static Failure holdersDown() {
        return Failure.of(
                Kind.BUSY,
                503,
                Sentence.of(
                        "failure.holders-down",
                        "The Ollama servers that have this model do not answer at the moment. Try again in a few seconds, or take another model."));
    }

    private static int seconds(Refusal why) {
        return (int) Math.max(1, (why.retryAfterNanos() + 999_999_999L) / 1_000_000_000L);
    }

    static Failure modelsUnknown() {
        return Failure.of(
                Kind.BUSY,
                503,
                Sentence.of(
                        "failure.models-unknown",
                        "Corral is in offline mode and does not know yet which of the Ollama server's models run elsewhere, so none can be used. Check that the"
                                + " Ollama server runs, and that corral.fleet.watch-interval is not none; then try again in a few seconds."));
    }

    static Failure tooMany() {
        return new Failure(
                Kind.REFUSED_HERE,
                429,
                Sentence.of(
                        "failure.too-many",
                        "You have as many requests running as one person may have (corral.limits.exchanges-per-caller). Wait for one to end."),
                1);
    }

    static Failure stopping() {
        return Failure.of(
                Kind.STOPPING,
                503,
                Sentence.of(
                        "failure.stopping",
                        "This server is being stopped or updated. Try again in a moment."));
    }
}
