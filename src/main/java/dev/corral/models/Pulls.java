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
import dev.corral.fleet.Vitals;
import dev.corral.identity.Caller;
import dev.corral.policy.BadBody;
import dev.corral.policy.BodyReader;
import dev.corral.policy.BodyShape;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pulls of this node: those that wait or run, and the latest that are over. A backend gets a
 * few at once, the others wait their turn. They do not outlive the process, but Ollama keeps what
 * it has of a model, so that a pull that is begun again goes on where it was. Thread-safe.
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
    private static final int KEPT = 100;
    private static final List<Header> HEADERS =
            List.of(
                    new BasicHeader("Content-Type", "application/json"),
                    new BasicHeader("Accept", "application/x-ndjson"));

    private final Exchanges exchanges;
    private final Fleet fleet;
    private final List<Pull> pulls = new ArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private boolean closed;

    /** A wish that cannot be fulfilled; the message is a sentence for who wished. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        /** The HTTP status that fits. */
        public int status() {
            return status;
        }
    }

    /** Pulls by these exchanges to that fleet. */
    public Pulls(Exchanges exchanges, Fleet fleet) {
        this.exchanges = exchanges;
        this.fleet = fleet;
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
        List<Pull> all;
        synchronized (this) {
            all = List.copyOf(pulls);
        }
        return all.stream().map(Pull::view).toList();
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
            throw new Refused(400, "model is the name of a model, such as gemma3 or gemma3:12b.");
        }
        List<String> where = names(parsed, backend);
        Decision decision = exchanges.decide(caller, facts(model));
        if (!decision.allowed()) {
            throw new Refused(403, decision.reason());
        }
        List<Pull> asked = new ArrayList<>();
        synchronized (this) {
            if (closed || pulls.stream().filter(one -> !one.isOver()).count() >= MOST_OPEN) {
                throw new Refused(429, "Too many pulls wait. Cancel some, or wait for their end.");
            }
            for (String name : where) {
                asked.add(place(caller, model, name));
            }
            forgetOldest();
        }
        LOG.info("{} pulls {} to {}", caller.name(), model, where);
        next();
        return asked.stream().map(Pull::view).toList();
    }

    private Pull place(Caller caller, String model, String backend) {
        Pull former = null;
        for (Pull one : pulls) {
            if (one.model().equals(model) && one.backend().equals(backend)) {
                former = one;
            }
        }
        if (former != null && !former.isOver()) {
            return former;
        }
        pulls.remove(former);
        Pull pull = new Pull(caller, model, backend, this::next);
        pulls.add(pull);
        return pull;
    }

    private void forgetOldest() {
        long over = pulls.stream().filter(Pull::isOver).count();
        for (int i = 0; over > KEPT && i < pulls.size(); ) {
            if (pulls.get(i).isOver()) {
                pulls.remove(i);
                over--;
            } else {
                i++;
            }
        }
    }

    private List<String> names(ModelName model, String wanted) throws Refused {
        List<Backend> all = fleet.backends();
        List<String> found = new ArrayList<>();
        for (Backend one : all) {
            String name = one.spec().name();
            boolean fits =
                    wanted == null
                            ? isUp(one)
                            : wanted.equals(ALL)
                                    || wanted.equals(name)
                                    || wanted.equals(HAVING) && has(one, model);
            if (fits) {
                found.add(name);
            }
        }
        if (found.isEmpty() && wanted == null && !all.isEmpty()) {
            found.add(all.get(0).spec().name());
        }
        if (found.isEmpty() && HAVING.equals(wanted)) {
            throw new Refused(404, "No backend has this model.");
        }
        if (found.isEmpty()) {
            throw new Refused(404, "There is no such backend. Name one, or write all.");
        }
        return wanted == null ? found.subList(0, 1) : found;
    }

    private static boolean has(Backend backend, ModelName model) {
        Map<String, Contents.OnDisk> disk = backend.contents().disk();
        return disk != null && disk.containsKey(model.canonical());
    }

    private static boolean isUp(Backend backend) {
        return !backend.spec().draining() && backend.vitals().state() != Vitals.State.DOWN;
    }

    /**
     * Cancels one that waits or runs, and forgets one that is over.
     *
     * @return false if there is none with that id
     */
    public boolean remove(String id) {
        Pull found = null;
        synchronized (this) {
            for (Pull one : pulls) {
                if (one.id().equals(id)) {
                    found = one;
                }
            }
            if (found != null && found.isOver()) {
                pulls.remove(found);
            }
        }
        if (found != null) {
            found.cancel();
        }
        return found != null;
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
            pull.end(Pull.State.FAILED, e.getMessage(), Outcome.FAILED);
        } catch (RuntimeException e) {
            LOG.error("{} could not be pulled", pull.model(), e);
            pull.end(Pull.State.FAILED, "Something went wrong here. Try again.", Outcome.FAILED);
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
            throw new Refused(400, e.getMessage());
        }
    }

    /** Cancels all. */
    @Override
    public void close() {
        List<Pull> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(pulls);
        }
        all.forEach(Pull::cancel);
    }
}
