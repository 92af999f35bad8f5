package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.policy.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Exchanges.class.getName());
    private long now;
    private final RefusalLog log = new RefusalLog(() -> now);

    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(line.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    @Test
    void aFloodIsTwoLines() {
        for (int i = 0; i < 500; i++) {
            log.note("alice", Operation.PULL, "default");
        }
        assertThat(lines).containsExactly("Refused pull to alice: rule default");
        now += 61_000_000_000L;
        log.note("alice", Operation.PULL, "default");
        assertThat(lines)
                .hasSize(2)
                .last()
                .asString()
                .contains("and 499 times since the last such line");
    }

    @Test
    void otherRefusalsAreLoggedAtOnce() {
        log.note("alice", Operation.PULL, "default");
        log.note("bob", Operation.PULL, "default");
        log.note("alice", Operation.PUSH, "default");
        log.note("alice", Operation.PULL, "offline");
        assertThat(lines).hasSize(4);
    }

    @Test
    void manyCallersFillNoMemory() {
        for (int i = 0; i < 5_000; i++) {
            log.note("caller" + i, Operation.PULL, "default");
        }
        assertThat(lines).hasSize(5_000);
    }
}
