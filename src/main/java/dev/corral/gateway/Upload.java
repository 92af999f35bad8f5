package dev.corral.gateway;

import dev.corral.exchange.StreamedBody;
import dev.corral.exchange.StreamedBody.Stop;
import dev.corral.gateway.server.ClientConnection;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * Reads a body of any length into its exchange, on the container's thread. Looks up from time to
 * time while the client sends nothing, so that neither a silent client nor an upstream that has
 * answered early has to wait for the other. For one thread.
 */
final class Upload implements StreamedBody.Source {

    /** Why no more was read. */
    enum End {
        /** All of it was read: the connection is between requests. */
        WHOLE,
        /** The upstream wants no more of it. */
        UNWANTED,
        /** The client has sent nothing for too long. */
        SILENT
    }

    /** What takes it, as {@link StreamedBody#fill}. */
    @FunctionalInterface
    interface Taker {
        Stop fill(StreamedBody.Source clientRequest) throws IOException;
    }

    private static final long LOOK_UP_MILLIS = 50;

    private final ServletInputStream in;
    private final ClientConnection connection;
    private final Taker body;
    private final long patienceNanos;
    private boolean silent;
    private long silentSince;

    /**
     * An upload that has yet to be read.
     *
     * @param patienceNanos the longest silence of the client; the upstream's slowness is not the
     *     client's
     */
    Upload(ServletInputStream in, ClientConnection connection, Taker body, long patienceNanos) {
        this.in = in;
        this.connection = connection;
        this.body = body;
        this.patienceNanos = patienceNanos;
    }

    /**
     * Reads; blocks.
     *
     * @throws IOException if the client left before its end
     */
    End read() throws IOException {
        Stop stop = body.fill(this);
        while (stop == Stop.UNREADY) {
            if (silent && System.nanoTime() - silentSince > patienceNanos) {
                return End.SILENT;
            }
            stop = body.fill(this);
        }
        return stop == Stop.AT_END ? End.WHOLE : End.UNWANTED;
    }

    @Override
    public boolean ready() throws IOException {
        if (in.available() > 0 || in.isFinished()) {
            return true;
        }
        boolean nothing =
                connection.awaitBody(in, LOOK_UP_MILLIS) == ClientConnection.Sight.NOTHING;
        if (nothing && !silent) {
            silentSince = System.nanoTime();
        }
        silent = nothing;
        return !nothing;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        silent = false;
        return in.read(bytes, offset, length);
    }
}
