package dev.corral.gateway.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;

/** How to look at one connection without losing a byte of what the client may send next. */
interface Probe {
    /** What one look showed. */
    enum Sight {
        /** The peer is there. */
        QUIET,
        /** The peer closed, reset, or will send nothing more. */
        GONE,
        /** The server is at work on this connection: look again soon. */
        BUSY,
        /** The peer has sent what there is no room for: no further look can tell anything. */
        FULL
    }

    /** The socket beneath, in non-blocking mode; becoming readable is the sign to look. */
    SocketChannel channel();

    /** The lock that the server holds when it calls out, taken before the watch's own. */
    Object monitor();

    /** Where looks are to be taken; by default on the watcher's own thread. */
    default Executor executor() {
        return Runnable::run;
    }

    /**
     * Reads what has come, without waiting.
     *
     * @throws IOException if the connection is broken
     */
    Sight look() throws IOException;

    /** Puts the bytes that were read where the server will look for its next request. */
    void giveBack() throws IOException;
}
