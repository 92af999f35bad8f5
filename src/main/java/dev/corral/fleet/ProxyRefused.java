package dev.corral.fleet;

import java.io.IOException;

/** The proxy on the way to a backend does not let Corral through. */
public final class ProxyRefused extends IOException {

    ProxyRefused(int status) {
        super("the proxy answered " + status);
    }
}
