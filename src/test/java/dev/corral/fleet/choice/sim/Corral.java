package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Ask;
import dev.corral.fleet.choice.BackendFacts;
import dev.corral.fleet.choice.Dispatcher;
import dev.corral.fleet.choice.Hands;
import dev.corral.fleet.choice.Health;
import dev.corral.fleet.choice.Place;
import dev.corral.fleet.choice.Refusal;
import dev.corral.fleet.choice.Result;
import dev.corral.fleet.choice.Seen;
import dev.corral.fleet.choice.Waiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Corral: the production {@link Dispatcher} with what the fleet and the exchange do around it. It
 * sees of the servers only what their HTTP interface tells: each is looked at once a second; a look
 * that is not answered within a second makes it suspect, two make it down, a refused one at once;
 * then what has no byte yet goes elsewhere.
 */
final class Corral implements Gateway, Hands {

    private static final long LOOK = Events.SECOND;

    private final Events events;
    private final Map<String, Ollama> servers = new LinkedHashMap<>();
    private final Map<String, Model> models = new HashMap<>();
    private final Map<String, Integer> misses = new HashMap<>();
    private final Map<Request, Attempt> attempts = new LinkedHashMap<>();
    final Dispatcher dispatcher;
    private int cancelled;

    /** A request's present try. */
    private final class Attempt implements Waiter, Ollama.Client {
        private final Request request;
        private final Set<String> tried;
        private Place place;
        private Ollama.Call call;

        private Attempt(Request request, Set<String> tried) {
            this.request = request;
            this.tried = tried;
        }

        @Override
        public void placed(Place placed) {
            place = placed;
            call = servers.get(placed.backend()).send(request, this);
        }

        @Override
        public void refused(Place refused, Refusal why) {
            attempts.remove(request);
            fail(request, why.reason().name());
        }

        @Override
        public void firstByte() {
            request.begun = events.now();
            dispatcher.firstByte(place, events.now());
        }

        @Override
        public void ended(Result result) {
            dispatcher.ended(place, result, events.now());
            if (result.kind() == Result.Kind.DONE) {
                attempts.remove(request);
                request.ended = events.now();
                request.then.run();
            } else if (request.begun >= 0) {
                attempts.remove(request);
                fail(request, "cut after the first byte");
            } else {
                again();
            }
        }

        private void again() {
            Set<String> next = new HashSet<>(tried);
            next.add(place.backend());
            submit(request, next);
        }

        private void move() {
            cancelled++;
            call.cancel();
            dispatcher.ended(place, Result.of(Result.Kind.SILENT), events.now());
            again();
        }
    }

    Corral(Events events, List<Ollama> all, List<Model> known, long seed, boolean told) {
        this.events = events;
        this.dispatcher =
                new Dispatcher(this, new Dispatcher.Limits(1000), new SplittableRandom(seed));
        all.forEach(s -> servers.put(s.name, s));
        known.forEach(m -> models.put(m.name(), m));
        dispatcher.backends(all.stream().map(s -> facts(s, told)).toList(), events.now());
        for (Ollama server : all) {
            Map<String, Long> disk = new HashMap<>();
            server.disk.forEach(m -> disk.put(m, models.get(m).bytes()));
            dispatcher.seen(server.name, new Seen.Disk(disk), events.now());
            events.in(
                    new SplittableRandom(seed + server.name.hashCode()).nextLong(LOOK),
                    () -> look(server));
        }
        events.every(100 * Events.MILLIS, () -> dispatcher.tick(events.now()));
    }

    /** How many requests it closed at a server. */
    int cancelled() {
        return cancelled;
    }

    private static BackendFacts facts(Ollama server, boolean told) {
        return new BackendFacts(
                server.name,
                server.name,
                1,
                told ? server.parallel : null,
                told ? server.memory : null,
                told ? server.maxLoaded : null,
                1000,
                false,
                Set.of());
    }

    private void look(Ollama server) {
        if (server.isDown()) {
            down(server);
        } else if (server.answers()) {
            misses.remove(server.name);
            List<Seen.Resident> there =
                    server.loaded().values().stream()
                            .map(r -> new Seen.Resident(r.model.name(), r.model.bytes()))
                            .collect(Collectors.toList());
            dispatcher.health(server.name, Health.HEALTHY, events.now());
            dispatcher.seen(server.name, new Seen.Memory(there, events.now()), events.now());
        } else {
            events.in(
                    LOOK,
                    () -> {
                        if (server.answers()) {
                            look(server);
                        } else if (misses.merge(server.name, 1, Integer::sum) == 1) {
                            dispatcher.health(server.name, Health.SUSPECT, events.now());
                            look(server);
                        } else {
                            down(server);
                            events.in(LOOK, () -> look(server));
                        }
                    });
            return;
        }
        events.in(LOOK, () -> look(server));
    }

    private void down(Ollama server) {
        dispatcher.health(server.name, Health.DOWN, events.now());
        for (Attempt attempt : new ArrayList<>(attempts.values())) {
            if (attempt.call != null && attempt.call.at() == server && attempt.request.begun < 0) {
                attempt.move();
            }
        }
    }

    @Override
    public void arrive(Request request) {
        submit(request, Set.of());
    }

    private void submit(Request request, Set<String> tried) {
        Attempt attempt = new Attempt(request, tried);
        attempts.put(request, attempt);
        Ask ask = Ask.of(request.caller, request.model.name(), request.prompt);
        attempt.place = dispatcher.submit(ask, tried, events.now(), attempt);
    }

    private void fail(Request request, String why) {
        request.failed = true;
        request.failure = why;
        request.ended = events.now();
        request.then.run();
    }

    @Override
    public void leave(Request request) {
        Attempt attempt = attempts.remove(request);
        if (attempt != null && !dispatcher.cancel(attempt.place, events.now())) {
            cancelled++;
            attempt.call.cancel();
            dispatcher.ended(attempt.place, Result.LEFT, events.now());
        }
    }

    @Override
    public boolean load(String backend, String model, String options) {
        servers.get(backend)
                .load(
                        models.get(model),
                        new Ollama.Client() {
                            @Override
                            public void firstByte() {}

                            @Override
                            public void ended(Result result) {
                                dispatcher.loaded(
                                        backend,
                                        model,
                                        result.kind() == Result.Kind.DONE,
                                        events.now());
                            }
                        });
        return true;
    }

    @Override
    public boolean unload(String backend, String model) {
        servers.get(backend)
                .unload(model, () -> dispatcher.unloaded(backend, model, true, events.now()));
        return true;
    }
}
