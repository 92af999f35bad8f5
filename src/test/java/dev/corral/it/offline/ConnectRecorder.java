package dev.corral.it.offline;

import java.security.Permission;
import java.util.Set;
import java.util.TreeSet;

/**
 * Notes every name that the process looks up and every address that it connects or sends to, by any
 * API of Java, and forbids nothing. Set by {@code -Djava.security.manager}; the only hook of its
 * kind in Java 17 to 23.
 */
@SuppressWarnings("removal")
public final class ConnectRecorder extends SecurityManager {

    private static final Set<String> ASKED = new TreeSet<>();

    /** What was asked for since the last call: {@code host} for a lookup, {@code host:port}. */
    static Set<String> take() {
        synchronized (ASKED) {
            Set<String> taken = new TreeSet<>(ASKED);
            ASKED.clear();
            return taken;
        }
    }

    /** Whether this process has one. */
    static boolean isThere() {
        return System.getSecurityManager() instanceof ConnectRecorder;
    }

    @Override
    public void checkConnect(String host, int port) {
        synchronized (ASKED) {
            ASKED.add(port < 0 ? host : host + ":" + port);
        }
    }

    @Override
    public void checkConnect(String host, int port, Object context) {
        checkConnect(host, port);
    }

    @Override
    public void checkPermission(Permission permission) {
        // Everything is allowed: this one only looks.
    }

    @Override
    public void checkPermission(Permission permission, Object context) {
        // See above.
    }
}
