package dev.corral;

import dev.corral.exchange.Exchanges;
import dev.corral.exchange.Outcome;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.status.BackendStats;
import dev.corral.status.ExchangeStats;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells the status room what exchanges and fleet know. */
final class Numbers implements ExchangeStats, BackendStats {

    private final Exchanges exchanges;
    private final Fleet fleet;

    Numbers(Exchanges exchanges, Fleet fleet) {
        this.exchanges = exchanges;
        this.fleet = fleet;
    }

    @Override
    public int open() {
        return exchanges.open();
    }

    @Override
    public Map<String, Long> ended() {
        Map<String, Long> ended = new TreeMap<>();
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome.name().toLowerCase(Locale.ROOT), exchanges.ended(outcome));
        }
        return ended;
    }

    @Override
    public Map<String, Long> uploadBytes() {
        return exchanges.uploads().byCaller();
    }

    @Override
    public int queued() {
        return exchanges.waiting();
    }

    @Override
    public List<BackendState> backends() {
        return fleet.backends().stream().map(Numbers::state).toList();
    }

    private static BackendState state(Backend backend) {
        return new BackendState(
                backend.name(),
                Health.valueOf(backend.health().name()),
                backend.running(),
                backend.connections(),
                backend.lastFailure());
    }
}
