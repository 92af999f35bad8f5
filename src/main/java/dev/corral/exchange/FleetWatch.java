package dev.corral.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.Vitals;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches each backend. Two kinds of questions go out, one of each kind at a time: for a sign of
 * life ({@code /api/version}, which waits for nothing in Ollama), unless requests show it anyway;
 * and for the models ({@code /api/tags} now and then and at once after a change, {@code /api/ps}
 * more often, since people wait for it). Ticks come on one thread.
 */
public final class FleetWatch implements Watch.Watched {

    private static final Logger LOG = LoggerFactory.getLogger(FleetWatch.class);

    /** Together with two times the patience this finds a backend that hangs within 7 s. */
    private static final long LIFE = Duration.ofSeconds(3).toNanos();

    private static final Duration LIFE_PATIENCE = Duration.ofSeconds(2);
    private static final long MEMORY = Duration.ofSeconds(5).toNanos();
    private static final long MEMORY_BUSY = Duration.ofSeconds(1).toNanos();
    private static final Duration MODELS_PATIENCE = Duration.ofSeconds(15);
    private static final long AGAIN = Duration.ofSeconds(5).toNanos();

    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final Looks looks;
    private final Fleet fleet;
    private final KnownModels models;
    private final Settings settings;
    private final Map<Backend, State> states = new HashMap<>();
    private List<Backend> known = List.of();

    private static final class Question {
        long due;
        boolean asked;
        volatile boolean underWay;
        volatile boolean failed;

        boolean isDue(long now) {
            return !underWay && (!asked || now - due >= 0);
        }

        /** Between 9 and 10 tenths, so that the questions to several backends drift apart. */
        void next(long now, long interval) {
            asked = true;
            due = now + interval - ThreadLocalRandom.current().nextLong(interval / 10 + 1);
        }
    }

    private static final class State {
        final Question life = new Question();
        final Question disk = new Question();
        final Question memory = new Question();
        boolean wasDown;
    }

    /** Watches the fleet's backends; to be added to a {@link Watch}. */
    public FleetWatch(Looks looks, Fleet fleet, KnownModels models, Settings settings) {
        this.looks = looks;
        this.fleet = fleet;
        this.models = models;
        this.settings = settings;
        looks.onMissing(this::refresh);
        models.onChange(looks::stale);
    }

    /** Asks all that answer for their models, unless they told them a moment ago. */
    private CompletableFuture<Void> refresh() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (Backend backend : fleet.backends()) {
            if (backend.vitals().state() != Vitals.State.DOWN) {
                all.add(
                        looks.ask(backend, "/api/tags", FRESH, LIFE_PATIENCE)
                                .thenAccept(look -> took(backend, "/api/tags", look, 0))
                                .exceptionally(none -> null));
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    @Override
    public void tick(long now) {
        long interval = settings.get(Catalogue.FLEET_WATCH_INTERVAL).toNanos();
        List<Backend> backends = fleet.backends();
        if (backends != known) {
            known = backends;
            states.keySet().retainAll(backends);
            models.keepOnly(backends);
            looks.keepOnly(backends);
        }
        fleet.dispatcher().tick(now);
        for (Backend backend : backends) {
            if (interval > 0) {
                State state = states.computeIfAbsent(backend, added -> new State());
                lookForLife(backend, state.life, now, Math.min(LIFE, interval));
                lookForModels(backend, state, now, interval);
            }
        }
    }

    private void lookForLife(Backend backend, Question question, long now, long interval) {
        Vitals.View vitals = backend.vitals();
        boolean down = vitals.state() == Vitals.State.DOWN;
        boolean due = down ? now - vitals.nextTry() >= 0 : question.failed || question.isDue(now);
        if (question.underWay || question.asked && !due) {
            return;
        }
        question.next(now, interval);
        long ago = backend.answeredAgo();
        if (!question.failed && backend.contents().version() != null && ago < interval) {
            question.due = now + interval - ago;
            return;
        }
        question.underWay = true;
        looks.ask(backend, "/api/version", 0, LIFE_PATIENCE)
                .whenComplete(
                        (look, none) -> {
                            question.failed = !tookLife(backend, look, none, now);
                            question.underWay = false;
                        });
    }

    private boolean tookLife(Backend backend, Looks.Look look, Throwable none, long began) {
        if (look == null) {
            Looks.NoLook why = (Looks.NoLook) unwrap(none);
            if (why.isMiss()) {
                backend.missed(began);
            } else if (why.isOfTheAnswer()) {
                Vitals.Proof proof =
                        why.reason().equals("error") ? Vitals.Proof.BROKE : Vitals.Proof.ABSENT;
                backend.failed(proof, why.reason());
            }
            // All else was noted where the question broke.
            return !why.isMiss();
        }
        JsonNode version = look.json().path("version");
        if (!version.isTextual()) {
            backend.failed(Vitals.Proof.ABSENT, "not_ollama");
            return true;
        }
        String before = backend.contents().version();
        if (before != null && !before.equals(version.asText())) {
            LOG.info("{} is version {} now, was {}", backend.name(), version.asText(), before);
            models.changed(backend);
        }
        backend.tellVersion(version.asText(), Listings.clockAhead(look.head()));
        backend.answered();
        return true;
    }

    private static Throwable unwrap(Throwable thrown) {
        return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }

    private void lookForModels(Backend backend, State state, long now, long interval) {
        boolean down = backend.vitals().state() == Vitals.State.DOWN;
        if (down) {
            state.wasDown = true;
            return;
        }
        if (state.wasDown) {
            state.wasDown = false;
            models.changed(backend);
        }
        if (state.disk.underWay || state.memory.underWay) {
            return;
        }
        // Taken before the question goes out: what changes while it is under way asks again.
        boolean changed = models.takeChanged(backend);
        if (changed
                || state.disk.isDue(now)
                || state.disk.failed && isDueAgain(state.disk, now, interval)) {
            ask(backend, state.disk, "/api/tags", now, interval);
        } else if (state.memory.isDue(now)) {
            long busy = backend.running() > 0 ? MEMORY_BUSY : MEMORY;
            ask(backend, state.memory, "/api/ps", now, Math.min(busy, interval));
        }
    }

    private static boolean isDueAgain(Question question, long now, long interval) {
        return now - (question.due - interval) >= Math.min(AGAIN, interval);
    }

    private void ask(Backend backend, Question question, String path, long now, long interval) {
        question.next(now, interval);
        question.underWay = true;
        CompletableFuture<Looks.Look> answer = looks.ask(backend, path, 0, MODELS_PATIENCE);
        answer.whenComplete(
                (look, none) -> {
                    question.failed = look == null || !took(backend, path, look, now);
                    question.underWay = false;
                });
    }

    private static boolean took(Backend backend, String path, Looks.Look look, long asked) {
        JsonNode list = look.json().get("models");
        if (list == null) {
            LOG.debug("{} did not tell its models", backend.name());
            return false;
        }
        if (path.equals("/api/tags")) {
            backend.tellDisk(Listings.disk(list));
        } else {
            backend.tellMemory(Listings.memory(list, Listings.clockAhead(look.head())), asked);
        }
        return true;
    }
}
