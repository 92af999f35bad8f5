package dev.corral.testkit;

import java.io.IOException;

/**
 * What the stand-in does with one request. A script runs on a thread of its own and may block: a
 * latch in it decides when the next frame goes out. When the client leaves, the thread is
 * interrupted and every call of the exchange throws {@link ClientGone}.
 */
@FunctionalInterface
public interface Script {
    /** Answers one request; when it returns, the response is whole. */
    void run(Exchange exchange) throws IOException, InterruptedException;
}
