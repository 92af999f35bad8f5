package dev.corral.it;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** No test: keeps the server running for the tests that somebody is writing; see CorralIT. */
@EnabledIfSystemProperty(named = "corral.it.hold", matches = "true")
class HoldIT extends CorralIT {

    @Test
    void hold() throws InterruptedException {
        System.out.printf(
                "%nHolding %s; run tests with%n  -Dcorral.it.base-url=%s"
                        + " -Dcorral.it.upstream-port=%d%n",
                container(), baseUrl(), upstreamPort());
        new CountDownLatch(1).await();
    }
}
