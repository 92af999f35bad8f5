package dev.corral.gateway.server;

import jakarta.servlet.ServletInputStream;
import java.util.concurrent.locks.Lock;

/** A server that offers nothing beyond the Servlet API. */
final class NoConnection implements ClientConnection {
    static final NoConnection INSTANCE = new NoConnection();

    private NoConnection() {}

    @Override
    public void watch(Runnable onGone, boolean lasts) {}

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
    public Sight awaitBody(ServletInputStream body, long millis) {
        return Sight.UNKNOWN;
    }

    @Override
    public void endBody() {}

    @Override
    public Lock lock() {
        return null;
    }

    @Override
    public int mostAtOnce() {
        return Integer.MAX_VALUE;
    }
}
