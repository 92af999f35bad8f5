package dev.corral.gateway.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

public final class ClientConnections implements AutoCloseable {
    public ClientConnection of(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        return new ClientConnection() {
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
        };
    }

    @Override
    public void close() {}
}
