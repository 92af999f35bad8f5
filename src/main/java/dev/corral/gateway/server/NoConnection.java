package dev.corral.gateway.server;

import java.util.concurrent.locks.Lock;

/** A server that offers nothing beyond the Servlet API. */
final class NoConnection implements ClientConnection {
    static final NoConnection INSTANCE = new NoConnection();

    private NoConnection() {}

    @Override
    public void watch(Runnable onGone) {}

    @Override
    public void unwatch() {}

    @Override
    public boolean abort() {
        return false;
    }

    @Override
    public boolean contentType(String value) {
        return false;
    }

    @Override
    public void allowBody(long bytes) {}

    @Override
    public Lock lock() {
        return null;
    }
}
