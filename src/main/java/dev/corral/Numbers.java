package dev.corral;

import dev.corral.exchange.Exchanges;
import dev.corral.exchange.Meter;
import dev.corral.exchange.Outcome;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.ModelCatalogue;
import dev.corral.fleet.Standing;
import dev.corral.fleet.choice.Snapshot.OneBackend;
import dev.corral.fleet.choice.Snapshot.OneRunner;
import dev.corral.status.BackendStats;
import dev.corral.status.ExchangeStats;
import dev.corral.status.FleetView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Tells the status room what exchanges and fleet know. */
final class Numbers implements ExchangeStats, BackendStats {

    private static final long CLOCK_SECONDS = 60;

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

    @Override
    public FleetView fleet() {
        long now = System.nanoTime();
        dev.corral.fleet.choice.Snapshot picture = fleet.dispatcher().snapshot(now);
        Meter.Pace pace = exchanges.meter().pace(now);
        Map<String, Long> failures = exchanges.meter().failures();
        double tokens = pace.tokensPerSecond().values().stream().mapToDouble(one -> one).sum();
        return new FleetView(
                fleet.backends().stream()
                        .map(one -> server(one, picture, pace, failures, now))
                        .toList(),
                picture.waiting(),
                picture.callers().entrySet().stream()
                        .map(
                                one ->
                                        new FleetView.Asker(
                                                one.getKey(),
                                                one.getValue().waiting(),
                                                one.getValue().running()))
                        .sorted(Comparator.comparing(one -> -one.waiting() - one.running()))
                        .toList(),
                new FleetView.Pace(
                        Meter.SECONDS,
                        pace.answers(),
                        pace.firstWordP50Millis(),
                        pace.firstWordP95Millis(),
                        tokens),
                exchanges.meter().promptTokens(),
                exchanges.meter().answerTokens(),
                warnings());
    }

    private List<FleetView.Warning> warnings() {
        List<FleetView.Warning> all = new ArrayList<>();
        for (List<String> twins : fleet.twins()) {
            all.add(new FleetView.Warning("twins", twins, null, null));
        }
        for (ModelCatalogue.Model model : fleet.catalogue().models()) {
            if (model.conflict()) {
                List<String> holders =
                        model.holders().stream().map(ModelCatalogue.Holder::backend).toList();
                all.add(new FleetView.Warning("conflict", holders, model.name(), null));
            }
        }
        for (Backend backend : fleet.backends()) {
            long ahead = backend.contents().clockAhead();
            if (Math.abs(ahead) >= CLOCK_SECONDS) {
                all.add(new FleetView.Warning("clock", List.of(backend.name()), null, ahead));
            }
        }
        return List.copyOf(all);
    }

    private static FleetView.Server server(
            Backend backend,
            dev.corral.fleet.choice.Snapshot picture,
            Meter.Pace pace,
            Map<String, Long> failures,
            long now) {
        OneBackend seen = picture.of(backend.spec().name());
        Standing standing = Standing.of(backend.vitals(), seen, now);
        List<OneRunner> runners = seen == null ? List.of() : seen.runners();
        return new FleetView.Server(
                backend.name(),
                backend.spec().name(),
                standing.state().name().toLowerCase(Locale.ROOT),
                standing.reason(),
                TimeUnit.NANOSECONDS.toSeconds(standing.sinceNanos()),
                standing.nextTryNanos() == null
                        ? null
                        : TimeUnit.NANOSECONDS.toSeconds(standing.nextTryNanos()),
                backend.spec().draining(),
                backend.running(),
                backend.connections(),
                backend.spec().slots().orElse(null),
                backend.contents().version(),
                models(backend.contents().memory(), runners),
                failures.getOrDefault(backend.name(), 0L),
                pace.tokensPerSecond().getOrDefault(backend.name(), 0.0));
    }

    /** What the backend told last, and what was sent there since. */
    private static List<FleetView.Model> models(
            List<Contents.InMemory> told, List<OneRunner> runners) {
        Map<String, FleetView.Model> models = new TreeMap<>();
        for (OneRunner one : runners) {
            models.put(
                    one.model(),
                    new FleetView.Model(
                            one.model(),
                            one.loading(),
                            one.running(),
                            one.slots() == Integer.MAX_VALUE ? null : one.slots(),
                            one.bytes(),
                            0,
                            null));
        }
        for (Contents.InMemory one : told == null ? List.<Contents.InMemory>of() : told) {
            FleetView.Model known = models.get(one.model());
            models.put(
                    one.model(),
                    new FleetView.Model(
                            one.model(),
                            known != null && known.loading(),
                            known == null ? 0 : known.running(),
                            known == null ? null : known.slots(),
                            one.bytes(),
                            one.vram(),
                            one.until()));
        }
        return told == null && runners.isEmpty() ? null : List.copyOf(models.values());
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
