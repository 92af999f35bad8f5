package dev.corral.gateway.server;

/** What the server's own connection offers beyond the Servlet API. */
public interface ClientConnection {

    /** Starts watching for the client's leaving. */
    void watch(Runnable onGone);

    /** Ends watching. */
    void unwatch();

    /** Cuts the connection now. */
    boolean abort();

    /** Sets Content-Type exactly as given. */
    boolean contentType(String value);
}
