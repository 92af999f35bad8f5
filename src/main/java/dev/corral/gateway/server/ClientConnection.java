package dev.corral.gateway.server;

import jakarta.servlet.ServletInputStream;
import java.util.concurrent.locks.Lock;

/**
 * The connection of one request, as the server itself knows it. Valid from the moment when the
 * request reached the filter until its answer is completed; the server uses the same objects for
 * other requests afterwards. All methods may be called from any thread and none of them throws.
 */
public interface ClientConnection {
    /**
     * Starts to watch for the client's leaving. To be called once at most, when the request body
     * was read to its end. Cheap: an exchange that ends within 50 ms, or 1 ms if it was expected to
     * last, costs one queue entry.
     *
     * @param onGone runs at most once, on a thread of the watcher or the server, when the peer
     *     closed or reset the connection or shut down its sending side (as nginx treats it); never
     *     after {@link #unwatch} has returned on another thread unless it had begun before. Must
     *     not block
     * @param lasts whether the exchange is expected to last
     */
    void watch(Runnable onGone, boolean lasts);

    /**
     * Ends the watch. Once it has returned nothing here touches the connection any more, and every
     * byte of a next request that came in meanwhile is back where the server will look for it. Must
     * be called before the response is completed. Idempotent.
     */
    void unwatch();

    /**
     * Cuts the connection (HTTP/2: the stream) now, so that the client sees a truncated answer.
     * Ends the watch. The server's listeners may run on this thread before it returns. The
     * asynchronous context must still be completed by the caller; it may be over by then.
     *
     * @return false if this server offers no way
     */
    boolean abort();

    /**
     * Sets {@code Content-Type} exactly as given, without the server's normalisation.
     *
     * @param value a valid header value
     * @return false if that is not possible, or too late; the caller then uses {@code
     *     setContentType}
     */
    boolean contentType(String value);

    /**
     * Sets how long this request's body may be, in place of the server's own limit (Undertow's is
     * 10 MB as shipped); Corral has limits of its own for each operation. To be called before the
     * body is read. Does nothing on a server without such a limit.
     *
     * @param bytes the limit, or -1 for none
     */
    void allowBody(long bytes);

    /** What is known of a body that is being read. */
    enum Sight {
        /** Bytes have come, or its end, or the client left. */
        THERE,
        /** Nothing came. */
        NOTHING,
        /** This server, or this kind of connection, does not tell. */
        UNKNOWN
    }

    /**
     * Waits until something of the request's body can be read, with nothing of it in the server's
     * own buffers ({@code available()} has just said 0). For the thread that reads the body.
     *
     * @param body the request's own stream, without a read listener
     * @param millis the longest wait, greater than 0
     */
    Sight awaitBody(ServletInputStream body, long millis);

    /**
     * Reads nothing more of the request's body, on a connection that is to be closed after the
     * answer: what waits for more of it meets its end. The answer can still be sent.
     */
    void endBody();

    /**
     * The lock under which the server itself works on this connection; null if it has none. Whoever
     * touches the request or the response from another thread must hold it: such a server ends a
     * request by itself as soon as a write has failed, and answers the next client with the same
     * objects, even while that write is still on its way back to who called it.
     */
    Lock lock();

    /** How many bytes this server can send on at once; more in one write would only be kept. */
    int mostAtOnce();
}
