package dev.corral.status;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers that a test sets. */
public final class StatusFixture implements ExchangeStats, BackendStats, StoreState {

    /** When the application of the test starts. */
    public static final Instant START = Instant.parse("2026-11-25T18:00:00Z");

    public volatile int open;
    public volatile int queued;
    public volatile long seconds;
    public volatile boolean storeUp = true;
    public volatile int storeAsked;
    public final Map<String, Long> ended = new TreeMap<>();
    public final Map<String, Long> uploadBytes = new TreeMap<>();
    public final List<BackendState> states =
            new ArrayList<>(List.of(new BackendState("http://gpu1:11434", Health.UP, 1, 2, null)));

    /** A status of these numbers; close it. */
    public Status status() {
        return new Status(
                "1.2.3",
                "/corral",
                this,
                this,
                this,
                Clock.fixed(START, ZoneOffset.UTC),
                () -> seconds * 1_000_000_000L);
    }

    @Override
    public int open() {
        return open;
    }

    @Override
    public Map<String, Long> ended() {
        return ended;
    }

    @Override
    public Map<String, Long> uploadBytes() {
        return uploadBytes;
    }

    @Override
    public int queued() {
        return queued;
    }

    @Override
    public List<BackendState> backends() {
        return states;
    }

    @Override
    public String description() {
        return "test database";
    }

    @Override
    public boolean answers() {
        storeAsked++;
        return storeUp;
    }
}
