package dev.corral.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free ports. Thread-safe. */
final class ItPorts {

    private static final int TRIES = 200;

    private ItPorts() {}

    /**
     * A loopback port that nobody listens on, below those that the system gives to outgoing
     * connections: one of those could take it before the server that it is meant for.
     */
    static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("No free port found in " + TRIES + " tries.");
    }
}
