package dev.corral.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.corral.exchange.BytesBody;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.Outcome;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.exchange.Wishes;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.policy.BadBody;
import dev.corral.policy.BodyReader;
import dev.corral.policy.BodyShape;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.store.Repeated;
import dev.corral.store.Stops;
import dev.corral.words.Sentence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pulls: those that wait or run here, and by {@link PullStore} those of other nodes and the
 * latest that are over. A backend gets a few at once from each node, the others wait their turn.
 * They do not outlive the process, but Ollama keeps what it has of a model, so that a pull that is
 * begun again goes on where it was. Thread-safe.
 */
public final class Pulls implements AutoCloseable {

    /** Stands for every backend. */
    public static final String ALL = "all";

    /** Stands for the backends that have the model. */
    public static final String HAVING = "having";

    /** How many run at one backend at the same time. */
    static final int AT_ONCE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);
    private static final int MOST_OPEN = 500;
    private static final Duration TOLD_EVERY = Duration.ofSeconds(1);
    private static final long SIGN_OF_LIFE = Duration.ofSeconds(5).toNanos();
    private static final List<Header> HEADERS =
            List.of(
                    new BasicHeader("Content-Type", "application/json"),
                    new BasicHeader("Accept", "application/x-ndjson"));

    private final Exchanges exchanges;
    private final Fleet fleet;
    private final Destinations destinations;
    private final PullStore store;
    private final Stops stops;
    private final List<Pull> pulls = new ArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Repeated teller;
    private final Repeated follower;
    private boolean closed;

    // Touched by the teller only, and by close() after its end.
    private final Map<String, Long> told = new HashMap<>();
    private long toldAll = System.nanoTime();

    /** A wish that cannot be fulfilled; the message is a sentence for who wished. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        private final transient Sentence said;

        Refused(int status, Sentence said) {
            super(said.text());
            this.status = status;
            this.said = said;
        }

        /** The sentence. */
        public Sentence said() {
            return said;
        }

        /** The HTTP status that fits. */
        public int status() {
            return status;
        }
    }

    /** Pulls by these exchanges to that fleet. */
    public Pulls(Exchanges exchanges, Fleet fleet, PullStore store, Stops stops) {
        this.exchanges = exchanges;
        this.fleet = fleet;
        this.destinations = new Destinations(fleet);
        this.store = store;
        this.stops = stops;
        this.teller =
                new Repeated(
                        "corral-pulls",
                        TOLD_EVERY,
                        Pulls.class,
                        "How far pulls are cannot be stored now; they go on",
                        this::tell);
        this.follower =
                store.isAlone()
                        ? null
                        : stops.follow("corral-pulls-stops", this::openHere, this::cancelHere);
    }

    /**
     * What one backend has.
     *
     * @param backend its name
     * @param models the names on its disk, in lower case and with their tags, or null as long as it
     *     has not told them
     * @param loaded those in its memory
     */
    public record Place(String backend, List<String> models, List<String> loaded) {}

    /** What each backend has, as it told last. */
    public List<Place> places() {
        return fleet.backends().stream().map(Pulls::place).toList();
    }

    private static Place place(Backend backend) {
        Contents now = backend.contents();
        return new Place(
                backend.spec().name(),
                now.disk() == null ? null : now.disk().keySet().stream().sorted().toList(),
                now.memory() == null
                        ? List.of()
                        : now.memory().stream().map(Contents.InMemory::model).toList());
    }

    /** All, the newest last. */
    public List<PullView> list() {
        List<PullView> all = new ArrayList<>(here().stream().map(Pull::view).toList());
        all.addAll(store.list(all.stream().map(PullView::id).collect(Collectors.toSet())));
        all.sort(Comparator.comparing(PullView::createdAt));
        return all;
    }

    private synchronized List<Pull> here() {
        return List.copyOf(pulls);
    }

    private Set<String> openHere() {
        return here().stream()
                .filter(pull -> !pull.isOver())
                .map(Pull::id)
                .collect(Collectors.toSet());
    }

    private void cancelHere(String id) {
        here().stream().filter(pull -> pull.id().equals(id)).forEach(Pull::cancel);
    }

    /** Stores what is new; what is over and stored is not kept here any more. */
    private void tell() {
        boolean all = System.nanoTime() - toldAll > SIGN_OF_LIFE;
        Map<String, Long> now = new HashMap<>();
        List<PullView> news = new ArrayList<>();
        for (Pull pull : here()) {
            // First the number, then the view: what comes in between is told next time.
            long revision = pull.revision();
            if (pull.isStored() && (all || told.getOrDefault(pull.id(), -1L) != revision)) {
                now.put(pull.id(), revision);
                news.add(pull.view());
            }
        }
        if (!news.isEmpty()) {
            store.tell(news);
        }
        toldAll = all ? System.nanoTime() : toldAll;
        told.putAll(now);
        Set<String> over =
                news.stream()
                        .filter(view -> !view.isOpen())
                        .map(PullView::id)
                        .collect(Collectors.toSet());
        told.keySet().removeAll(over);
        synchronized (this) {
            pulls.removeIf(pull -> over.contains(pull.id()));
        }
    }

    /**
     * Begins to bring a model in, for that caller. One that is on its way there already goes on;
     * one that ended gives way to the new one.
     *
     * @param backend the name of one, {@link #ALL}, {@link #HAVING}, or null for the first of the
     *     list that answers
     * @return the pull to each backend
     * @throws Refused when there is no such model's name or backend, the rules do not allow it
     *     (offline mode among them), or too many wait
     */
    public List<PullView> start(Caller caller, String model, String backend) throws Refused {
        ModelName parsed = ModelName.parse(model);
        if (parsed == null) {
            throw new Refused(
                    400,
                    Sentence.of(
                            "pull.model",
                            "model is the name of a model, such as gemma3 or gemma3:12b."));
        }
        List<String> where = destinations.names(parsed, backend);
        Decision decision = exchanges.decide(caller, facts(model));
        if (!decision.allowed()) {
            throw new Refused(403, decision.said());
        }
        List<PullView> known = store.list(Set.of());
        List<PullView> asked = new ArrayList<>();
        List<Pull> fresh = new ArrayList<>();
        synchronized (this) {
            if (closed || pulls.stream().filter(one -> !one.isOver()).count() >= MOST_OPEN) {
                throw new Refused(
                        429,
                        Sentence.of(
                                "pull.many",
                                "Too many pulls wait. Cancel some, or wait for their end."));
            }
            for (String name : where) {
                PullView former = open(known, model, name);
                if (former == null) {
                    Pull pull = new Pull(caller, model, name, this::next);
                    pulls.add(pull);
                    fresh.add(pull);
                    former = pull.view();
                }
                asked.add(former);
            }
        }
        store(fresh, known);
        LOG.info("{} pulls {} to {}", caller.name(), model, where);
        next();
        return asked;
    }

    /** The one that is on its way already, here or elsewhere; or null. */
    private PullView open(List<PullView> known, String model, String backend) {
        for (Pull one : pulls) {
            if (!one.isOver() && one.model().equals(model) && one.backend().equals(backend)) {
                return one.view();
            }
        }
        return known.stream()
                .filter(one -> one.isOpen() && isOf(one, model, backend))
                .filter(one -> pulls.stream().noneMatch(here -> here.id().equals(one.id())))
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(PullView one, String model, String backend) {
        return one.model().equals(model) && one.backend().equals(backend);
    }

    /** Stores new ones, and takes away those that they begin again. */
    private void store(List<Pull> fresh, List<PullView> known) {
        Set<String> former = new HashSet<>();
        for (Pull pull : fresh) {
            known.stream()
                    .filter(one -> isOf(one, pull.model(), pull.backend()))
                    .forEach(one -> former.add(one.id()));
        }
        try {
            store.remove(former);
            store.add(fresh.stream().map(Pull::view).toList());
            fresh.forEach(Pull::stored);
            synchronized (this) {
                pulls.removeIf(one -> one.isOver() && isBegunAgain(one, fresh));
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                pulls.removeAll(fresh);
            }
            fresh.forEach(Pull::cancel);
            throw e;
        }
    }

    private static boolean isBegunAgain(Pull over, List<Pull> fresh) {
        return fresh.stream()
                .anyMatch(
                        one ->
                                one != over
                                        && one.model().equals(over.model())
                                        && one.backend().equals(over.backend()));
    }

    /**
     * Cancels one that waits or runs, and forgets one that is over.
     *
     * @return false if there is none with that id
     */
    public boolean remove(String id) {
        Pull found = here().stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
        if (found != null && !found.isOver()) {
            found.cancel();
            return true;
        }
        synchronized (this) {
            pulls.remove(found);
        }
        PullView kept = store.find(id);
        if (kept != null && kept.isOpen() && found == null) {
            stops.ask(List.of(id));
        } else if (kept != null) {
            store.remove(List.of(id));
        }
        return found != null || kept != null;
    }

    /** Begins what may begin. One that ends at once calls this again, which must not nest. */
    private void next() {
        if (looks.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = looks.get();
            for (Pull pull = take(); pull != null; pull = take()) {
                begin(pull);
            }
        } while (looks.addAndGet(-seen) != 0);
    }

    private synchronized Pull take() {
        for (Pull pull : pulls) {
            if (!closed && pull.state() == Pull.State.WAITING && running(pull) < AT_ONCE) {
                pull.run();
                return pull;
            }
        }
        return null;
    }

    private long running(Pull like) {
        return pulls.stream()
                .filter(one -> one.backend().equals(like.backend()))
                .filter(one -> one.state() == Pull.State.RUNNING)
                .count();
    }

    private void begin(Pull pull) {
        try {
            byte[] body = body(pull.model());
            exchanges.start(
                    pull.caller(),
                    facts(pull.model()),
                    new UpstreamRequest(
                            "POST", "/api/pull", HEADERS, new BytesBody(body, body.length)),
                    pull,
                    new Wishes(false, pull.backend()));
        } catch (Refused e) {
            pull.end(Pull.State.FAILED, e.said(), Outcome.FAILED);
        } catch (RuntimeException e) {
            LOG.error("{} could not be pulled", pull.model(), e);
            pull.end(
                    Pull.State.FAILED,
                    Sentence.of("pull.internal", "Something went wrong here. Try again."),
                    Outcome.FAILED);
        }
    }

    private static byte[] body(String model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("stream", true)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Facts facts(String model) throws Refused {
        byte[] body = body(model);
        try {
            return Facts.of(
                    Operation.PULL,
                    BodyReader.read(BodyShape.PULL, body, 0, body.length),
                    body.length);
        } catch (BadBody e) {
            throw new Refused(400, Sentence.plain(e.getMessage()));
        }
    }

    /** Ends all; they are kept as interrupted. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        here().forEach(Pull::interrupt);
        if (follower != null) {
            follower.close();
        }
        teller.close();
        try {
            tell();
        } catch (RuntimeException e) {
            LOG.warn("The end of pulls could not be stored", e);
        }
    }
}
