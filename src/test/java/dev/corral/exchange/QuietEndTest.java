package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.Settings;
import dev.corral.testkit.StandIn;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** An administrator who stops the server finds no error in its log. */
@Timeout(30)
class QuietEndTest {

    private static final Logger LIBRARY = Logger.getLogger("org.apache.hc");
    private static final long SOON = Duration.ofSeconds(20).toNanos();

    private final Queue<LogRecord> told = new ConcurrentLinkedQueue<>();
    private final Handler ear =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                        told.add(line);
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @RepeatedTest(5)
    void theClientLibraryHasNothingToTell() throws Exception {
        LIBRARY.addHandler(ear);
        try (StandIn upstream = StandIn.start()) {
            upstream.on("GET", "/answer", x -> x.respond(200, "text/plain", "12345"));
            Settings settings = Settings.of(Map.of("corral.ollama.base-urls", upstream.url()));
            Watch watch = new Watch();
            Fleet fleet = new Fleet(settings);
            Exchanges exchanges =
                    new Exchanges(
                            fleet,
                            new KnownModels(fleet),
                            Policy::shipped,
                            new RecentRequests(Clock.systemUTC()),
                            settings,
                            watch);
            Collector collector = new Collector(100, SOON);
            exchanges.start(
                    Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                    Facts.of(Operation.CHAT, ModelName.parse("m"), 0),
                    new UpstreamRequest("GET", "/answer", List.of(), null),
                    collector);
            assertThat(collector.answer().get().body()).hasSize(5);
            exchanges.close();
            watch.close();
            fleet.close();
            assertThat(told).extracting(LogRecord::getThrown).isEmpty();
        } finally {
            LIBRARY.removeHandler(ear);
        }
    }
}
