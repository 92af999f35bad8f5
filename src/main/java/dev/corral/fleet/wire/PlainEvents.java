package dev.corral.fleet.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * Lets one thread at a time work on a connection: mostly the reactor's, or the one that has a
 * request for it ({@link PlainSession#enqueue}).
 */
final class PlainEvents extends ClientHttp1IOEventHandler {

    private final PlainSession session;
    private final PlainConnection connection;

    PlainEvents(PlainSession session, PlainConnection connection) {
        super(connection);
        this.session = session;
        this.connection = connection;
    }

    @Override
    public void connected(IOSession own) throws IOException {
        session.enter();
        try {
            session.opened();
            super.connected(session);
        } finally {
            session.leave();
        }
    }

    @Override
    public void inputReady(IOSession own, ByteBuffer came) throws IOException {
        session.enter();
        try {
            super.inputReady(session, came);
            ByteBuffer surplus = connection.surplus();
            if (surplus != null) {
                super.inputReady(session, surplus);
            }
        } finally {
            session.leave();
        }
    }

    @Override
    public void outputReady(IOSession own) throws IOException {
        session.enter();
        try {
            write();
        } finally {
            session.leave();
        }
    }

    /** By whom is in. A second look finds out that there is no more, which is mostly so. */
    void write() throws IOException {
        super.outputReady(session);
        if ((session.getEventMask() & SelectionKey.OP_WRITE) != 0) {
            super.outputReady(session);
        }
    }

    @Override
    public void timeout(IOSession own, Timeout timeout) throws IOException {
        session.enter();
        try {
            super.timeout(session, timeout);
        } finally {
            session.leave();
        }
    }

    @Override
    public void exception(IOSession own, Exception cause) {
        session.enter();
        try {
            super.exception(session, cause);
        } finally {
            session.leave();
        }
    }

    @Override
    public void disconnected(IOSession own) {
        session.enter();
        try {
            super.disconnected(session);
        } finally {
            session.leave();
        }
    }
}
