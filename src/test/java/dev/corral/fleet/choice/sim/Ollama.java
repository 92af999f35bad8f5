package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Prompt;
import dev.corral.fleet.choice.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One Ollama v0.24 server, from server/sched.go and runner/ollamarunner/cache.go.
 *
 * <ul>
 *   <li>A request for a model that is loaded (or loading) joins its runner at once and waits there,
 *       first come first served and without bound, for one of {@code OLLAMA_NUM_PARALLEL} slots.
 *   <li>Anything else goes into one queue of {@code OLLAMA_MAX_QUEUE} (then 503) that is worked off
 *       one by one: its head blocks all behind it until its model is loaded. A load that does not
 *       fit, or is one runner too many, marks a runner: an idle one, by keep-alive and name, not by
 *       last use; if none is idle the first by that order, and waits until it is. Requests for the
 *       marked runner still join it.
 *   <li>One load at a time. After an unload the memory is seen free {@link #RECOVERY} later.
 *   <li>Each slot keeps what it read last. A request takes the free slot with the longest common
 *       beginning, the first of equals (so a new chat overwrites a used slot before an empty one).
 *   <li>A runner that is idle for five minutes is unloaded.
 *   <li>A client that leaves frees its slot at once; a load begun for it is given up.
 * </ul>
 *
 * Assumed about the card: prompts are read at a rate that all requests in that phase share; answers
 * are written at a rate that falls by {@link #BATCH} with each further one and to half while a
 * prompt is read; all runners of a server share it. Loading reads {@link #DISK} and takes a second
 * more.
 */
final class Ollama {

    static final long RECOVERY = Events.SECOND;
    static final double BATCH = 0.08;
    static final double DISK = 1.5e9;
    private static final long KEEP_ALIVE = 300 * Events.SECOND;
    private static final int MAX_QUEUE = 512;

    /** Who sent a request and hears what comes. */
    interface Client {
        void firstByte();

        void ended(Result result);
    }

    /** One request at this server. */
    final class Call {
        final Request request;
        final Model model;
        final Client client;
        final long arrived = events.now();
        Runner runner;
        Slot slot;
        boolean over;
        boolean writing;
        double left;
        long gotRunner;
        long gotSlot;
        long firstByte;

        private Call(Request request, Model model, Client client) {
            this.request = request;
            this.model = model;
            this.client = client;
        }

        Ollama at() {
            return Ollama.this;
        }

        /** The client closes the connection. */
        void cancel() {
            if (!over) {
                cancelled++;
                if (!hung) {
                    finish(this, null);
                } else {
                    over = true;
                    frozen.remove(this);
                    unheard.add(this);
                }
            }
        }
    }

    static final class Slot {
        Prompt holds = Prompt.NONE;
        boolean inUse;
    }

    final class Runner {
        final Model model;
        final List<Slot> slots = new ArrayList<>();
        final ArrayDeque<Call> waiting = new ArrayDeque<>();
        final List<Call> joined = new ArrayList<>();
        int refs;
        boolean loading = true;
        boolean marked;
        Call loader;
        Events.Event expiry;
        Events.Event loadEnd;

        private Runner(Model model) {
            this.model = model;
            for (int i = 0; i < parallel; i++) {
                slots.add(new Slot());
            }
        }

        /** The slot that a request would take now, or null. */
        Slot target(Request request) {
            Slot best = null;
            int most = -1;
            for (Slot slot : slots) {
                int common = slot.inUse ? -1 : slot.holds.common(request.prompt);
                if (common > most) {
                    most = common;
                    best = slot;
                }
            }
            return best;
        }

        int free() {
            return (int) slots.stream().filter(s -> !s.inUse).count();
        }
    }

    final String name;
    final long memory;
    final int parallel;
    final int maxLoaded;
    final Set<String> disk = new HashSet<>();
    private final Events events;
    private final Map<String, Runner> loaded = new LinkedHashMap<>();
    private final ArrayDeque<Call> pending = new ArrayDeque<>();
    private final List<Call> active = new ArrayList<>();
    private final List<Call> frozen = new ArrayList<>();
    private final List<Call> unheard = new ArrayList<>();
    private final List<Runner> frozenLoads = new ArrayList<>();
    private Call head;
    private Events.Event recovering;
    private long advanced;
    private Events.Event next;
    private boolean down;
    private boolean hung;
    private boolean broken;
    int coldStarts;
    int cancelled;
    int served;

    Ollama(Events events, String name, long memory, int parallel, int maxLoaded) {
        this.events = events;
        this.name = name;
        this.memory = memory;
        this.parallel = parallel;
        this.maxLoaded = maxLoaded;
    }

    static long loadNanos(Model model) {
        return (long) ((1 + model.bytes() / DISK) * Events.SECOND);
    }

    /** Has a model loaded from the start, and for good. */
    void preload(Model model) {
        Runner runner = new Runner(model);
        runner.loading = false;
        loaded.put(model.name(), runner);
    }

    // What may be asked.

    boolean isDown() {
        return down;
    }

    /** Whether a probe is answered. */
    boolean answers() {
        return !down && !hung;
    }

    Map<String, Runner> loaded() {
        return loaded;
    }

    long used() {
        return loaded.values().stream().mapToLong(r -> r.model.bytes()).sum();
    }

    int atServer() {
        return active.size()
                + pending.size()
                + (head == null ? 0 : 1)
                + loaded.values().stream().mapToInt(r -> r.waiting.size()).sum();
    }

    // Faults.

    /** kill -9: all connections break, all is forgotten. */
    void die() {
        down = true;
        List<Call> all = everything();
        reset();
        for (Call call : all) {
            end(call, Result.of(Result.Kind.CUT));
        }
    }

    void comeBack() {
        down = false;
    }

    /** SIGSTOP: connections are accepted by the kernel, nothing is answered. */
    void hang() {
        advance();
        hung = true;
        if (next != null) {
            next.cancel();
        }
    }

    /** SIGCONT: what was sent meanwhile is read, and clients that left are noticed. */
    void wake() {
        hung = false;
        advanced = events.now();
        for (Call call : new ArrayList<>(unheard)) {
            call.over = false;
            finish(call, null);
        }
        unheard.clear();
        List<Call> late = new ArrayList<>(frozen);
        frozen.clear();
        late.forEach(this::accept);
        List<Runner> ready = new ArrayList<>(frozenLoads);
        frozenLoads.clear();
        ready.forEach(this::loadedNow);
        step();
        settle();
    }

    void breakDown(boolean now) {
        broken = now;
    }

    private List<Call> everything() {
        List<Call> all = new ArrayList<>(active);
        all.addAll(pending);
        all.addAll(frozen);
        if (head != null) {
            all.add(head);
        }
        for (Runner runner : loaded.values()) {
            all.addAll(runner.waiting);
            all.addAll(runner.joined);
        }
        all.removeIf(call -> call.over);
        return all.stream().distinct().toList();
    }

    private void reset() {
        for (Runner runner : loaded.values()) {
            if (runner.expiry != null) {
                runner.expiry.cancel();
            }
            if (runner.loadEnd != null) {
                runner.loadEnd.cancel();
            }
        }
        loaded.clear();
        pending.clear();
        active.clear();
        frozen.clear();
        unheard.clear();
        frozenLoads.clear();
        head = null;
        if (recovering != null) {
            recovering.cancel();
            recovering = null;
        }
        if (next != null) {
            next.cancel();
        }
        hung = false;
    }

    // Requests.

    /** A request with a body; an answer comes later, never before this returns. */
    Call send(Request request, Client client) {
        return receive(new Call(request, request.model, client));
    }

    /** An empty prompt: loads the model. */
    Call load(Model model, Client client) {
        return receive(new Call(null, model, client));
    }

    /** An empty prompt with keep_alive 0. */
    void unload(String model, Runnable done) {
        if (hung || down) {
            return;
        }
        Runner runner = loaded.get(model);
        if (runner != null) {
            runner.marked = true;
            unloadIfIdle(runner);
        }
        events.in(Events.MILLIS, done);
    }

    private Call receive(Call call) {
        if (down) {
            events.in(Events.MILLIS / 2, () -> end(call, Result.of(Result.Kind.UNREACHABLE)));
        } else if (hung) {
            frozen.add(call);
        } else {
            events.in(Events.MILLIS, () -> accept(call));
        }
        return call;
    }

    private void accept(Call call) {
        if (call.over) {
            return;
        }
        if (down) {
            end(call, Result.of(Result.Kind.CUT));
        } else if (hung) {
            frozen.add(call);
        } else if (broken) {
            events.in(5 * Events.MILLIS, () -> end(call, Result.of(Result.Kind.ERROR)));
        } else if (!disk.contains(call.model.name())) {
            end(call, Result.of(Result.Kind.NO_MODEL));
        } else if (loaded.containsKey(call.model.name())) {
            join(call, loaded.get(call.model.name()));
        } else if (pending.size() >= MAX_QUEUE) {
            end(call, Result.of(Result.Kind.BUSY));
        } else {
            pending.add(call);
            step();
        }
    }

    private void join(Call call, Runner runner) {
        runner.refs++;
        call.runner = runner;
        if (runner.expiry != null) {
            runner.expiry.cancel();
            runner.expiry = null;
        }
        if (runner.loading) {
            runner.joined.add(call);
        } else {
            ready(call);
        }
    }

    /** The call has a runner that is loaded. */
    private void ready(Call call) {
        call.gotRunner = events.now();
        if (call.request == null) {
            finish(call, result(call));
        } else {
            call.runner.waiting.add(call);
            fill(call.runner);
        }
    }

    private void fill(Runner runner) {
        while (!runner.waiting.isEmpty() && runner.free() > 0) {
            advance();
            Call call = runner.waiting.poll();
            Slot best = runner.target(call.request);
            int most = best.holds.common(call.request.prompt);
            best.inUse = true;
            best.holds = call.request.prompt;
            call.slot = best;
            call.gotSlot = events.now();
            double cached = (double) call.request.prompt.size(most) / Request.TOKEN;
            call.left = Math.max(1, call.request.promptTokens() - cached);
            active.add(call);
            settle();
        }
    }

    // The card.

    private double rate(Call call, int reading, int writing) {
        if (!call.writing) {
            return call.model.promptRate() / reading;
        }
        double alone = call.model.evalRate() / (1 + BATCH * (writing - 1));
        return reading > 0 ? alone / 2 : alone;
    }

    /** How many prompts are being read. */
    int reading() {
        int reading = 0;
        for (Call call : active) {
            reading += call.writing ? 0 : 1;
        }
        return reading;
    }

    private void advance() {
        long now = events.now();
        if (!hung && now > advanced && !active.isEmpty()) {
            int reading = reading();
            int writing = active.size() - reading;
            double seconds = (now - advanced) / (double) Events.SECOND;
            for (Call call : active) {
                call.left -= rate(call, reading, writing) * seconds;
            }
        }
        advanced = now;
    }

    private void settle() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        if (active.isEmpty() || hung) {
            return;
        }
        int reading = reading();
        int writing = active.size() - reading;
        double soonest = Double.MAX_VALUE;
        for (Call call : active) {
            soonest = Math.min(soonest, call.left / rate(call, reading, writing));
        }
        next = events.in((long) Math.ceil(Math.max(0, soonest) * Events.SECOND), this::progress);
    }

    private void progress() {
        next = null;
        advance();
        List<Call> ready = new ArrayList<>(2);
        for (Call call : active) {
            if (call.left <= 1e-6) {
                ready.add(call);
            }
        }
        for (Call call : ready) {
            if (call.writing) {
                served++;
                call.slot.holds = call.request.after;
                finish(call, result(call));
            } else {
                call.writing = true;
                call.left = call.request.answerTokens;
                call.firstByte = events.now();
                call.client.firstByte();
            }
        }
        settle();
    }

    private Result result(Call call) {
        long now = events.now();
        Request request = call.request;
        return request == null
                ? new Result(
                        Result.Kind.DONE,
                        now - call.arrived,
                        call.gotRunner - call.arrived,
                        0,
                        0,
                        0,
                        0)
                : new Result(
                        Result.Kind.DONE,
                        now - call.arrived,
                        call.gotRunner - call.arrived,
                        (long) request.promptTokens(),
                        call.firstByte - call.gotSlot,
                        request.answerTokens,
                        now - call.firstByte);
    }

    /** Takes a call out wherever it is; a null result tells nobody. */
    private void finish(Call call, Result result) {
        if (call.over) {
            return;
        }
        call.over = true;
        advance();
        Runner runner = call.runner;
        pending.remove(call);
        frozen.remove(call);
        if (head == call) {
            head = null;
        }
        if (runner != null) {
            active.remove(call);
            runner.waiting.remove(call);
            runner.joined.remove(call);
            if (call.slot != null) {
                call.slot.inUse = false;
            }
            runner.refs--;
            if (runner.loading && runner.loader == call) {
                giveUp(runner);
            } else if (loaded.get(runner.model.name()) == runner) {
                fill(runner);
                idle(runner);
            }
        }
        settle();
        step();
        if (result != null) {
            call.client.ended(result);
        }
    }

    private static void end(Call call, Result result) {
        if (!call.over) {
            call.over = true;
            call.client.ended(result);
        }
    }

    private void giveUp(Runner runner) {
        runner.loadEnd.cancel();
        loaded.remove(runner.model.name());
        List<Call> others = new ArrayList<>(runner.joined);
        runner.joined.clear();
        for (Call other : others) {
            other.runner = null;
            pending.add(other);
        }
    }

    private void idle(Runner runner) {
        if (runner.refs > 0 || runner.loading) {
            return;
        }
        if (runner.marked) {
            unloadIfIdle(runner);
        } else {
            if (runner.expiry != null) {
                runner.expiry.cancel();
            }
            runner.expiry =
                    events.in(
                            KEEP_ALIVE,
                            () -> {
                                runner.marked = true;
                                unloadIfIdle(runner);
                            });
        }
    }

    private void unloadIfIdle(Runner runner) {
        if (runner.refs > 0 || runner.loading || loaded.get(runner.model.name()) != runner) {
            return;
        }
        if (runner.expiry != null) {
            runner.expiry.cancel();
        }
        loaded.remove(runner.model.name());
        if (recovering != null) {
            recovering.cancel();
        }
        recovering =
                events.in(
                        RECOVERY,
                        () -> {
                            recovering = null;
                            step();
                        });
    }

    /** Works on the head of the queue as far as it goes now. */
    private void step() {
        while (!hung && !down) {
            if (head == null) {
                head = pending.poll();
                if (head == null) {
                    return;
                }
            }
            Runner same = loaded.get(head.model.name());
            if (same != null) {
                Call call = head;
                head = null;
                join(call, same);
                continue;
            }
            boolean loading = loaded.values().stream().anyMatch(r -> r.loading);
            if (loading || recovering != null) {
                return;
            }
            boolean fits = loaded.isEmpty() || used() + head.model.bytes() <= memory;
            if (loaded.size() < maxLoaded && fits) {
                Call call = head;
                head = null;
                begin(call);
                continue;
            }
            if (loaded.values().stream().anyMatch(r -> r.marked && r.refs > 0)) {
                return;
            }
            Runner victim = victim();
            victim.marked = true;
            unloadIfIdle(victim);
            if (victim.refs > 0) {
                return;
            }
        }
    }

    private Runner victim() {
        List<Runner> all = new ArrayList<>(loaded.values());
        all.sort(Comparator.comparing((Runner r) -> !r.marked).thenComparing(r -> r.model.name()));
        return all.stream().filter(r -> r.refs == 0).findFirst().orElse(all.get(0));
    }

    private void begin(Call call) {
        Runner runner = new Runner(call.model);
        runner.loader = call;
        call.runner = runner;
        runner.refs = 1;
        runner.joined.add(call);
        loaded.put(call.model.name(), runner);
        coldStarts++;
        runner.loadEnd =
                events.in(
                        loadNanos(call.model),
                        () -> {
                            if (hung) {
                                runner.loadEnd = null;
                                frozenLoads.add(runner);
                            } else {
                                loadedNow(runner);
                            }
                        });
    }

    private void loadedNow(Runner runner) {
        runner.loading = false;
        List<Call> all = new ArrayList<>(runner.joined);
        runner.joined.clear();
        all.forEach(this::ready);
        idle(runner);
        step();
    }
}
