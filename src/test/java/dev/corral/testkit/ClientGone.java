package dev.corral.testkit;

import java.io.IOException;

/** The client closed or reset its connection while a script was still answering. */
public final class ClientGone extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGone(String how) {
        super(how);
    }
}
