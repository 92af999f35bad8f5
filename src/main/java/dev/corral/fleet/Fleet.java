package dev.corral.fleet;

import dev.corral.fleet.book.BackendSource;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.fleet.book.SettingsSource;
import dev.corral.fleet.choice.Dispatcher;
import dev.corral.fleet.choice.Hands;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends in use, what is known of them, and the queue in front of them. Thread-safe; a change
 * of the settings takes effect at once and leaves running exchanges alone.
 */
public final class Fleet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final Settings settings;
    private final Steering steering;
    private final List<Consumer<Backend>> onHealth = new CopyOnWriteArrayList<>();
    private final Set<Backend> down = ConcurrentHashMap.newKeySet();
    private volatile List<Backend> backends = List.of();

    /** Backends of which the settings say all that is known. */
    public Fleet(Settings settings) {
        this(settings, new SettingsSource(settings));
    }

    /** The backends of that source. */
    public Fleet(Settings settings, BackendSource source) {
        this.settings = settings;
        this.steering = new Steering(settings);
        set(source);
        source.onChange(() -> set(source));
        for (Setting<?> one :
                List.of(Catalogue.FLEET_SLOTS, Catalogue.FLEET_VRAM, Catalogue.FLEET_MAX_LOADED)) {
            settings.onChange(one, value -> steering.backends(backends));
        }
    }

    private synchronized void set(BackendSource source) {
        List<Backend> next = new ArrayList<>();
        List<Backend> gone = new ArrayList<>(backends);
        for (BackendSpec spec : source.specs()) {
            Backend known = gone.stream().filter(b -> b.take(spec)).findFirst().orElse(null);
            gone.remove(known);
            next.add(known == null ? create(spec) : known);
        }
        backends = List.copyOf(next);
        gone.forEach(Backend::retire);
        down.retainAll(next);
        steering.backends(backends);
    }

    private Backend create(BackendSpec spec) {
        return new Backend(
                spec,
                settings.get(Catalogue.OLLAMA_MAX_CONNECTIONS),
                settings.get(Catalogue.OLLAMA_CONNECT_TIMEOUT),
                listener());
    }

    private Backend.Listener listener() {
        return new Backend.Listener() {
            @Override
            public void health(Backend backend) {
                healthChanged(backend);
            }

            @Override
            public void disk(Backend backend) {
                steering.disk(backend);
            }

            @Override
            public void memory(Backend backend, long asked) {
                steering.memory(backend, asked);
            }
        };
    }

    private void healthChanged(Backend backend) {
        Vitals.View now = backend.vitals();
        if (now.state() == Vitals.State.DOWN) {
            if (down.add(backend)) {
                LOG.warn("{} is down: {}", backend.name(), now.reason());
            }
        } else if (now.state() == Vitals.State.HEALTHY && down.remove(backend)) {
            LOG.info("{} answers again", backend.name());
        }
        steering.health(backend);
        onHealth.forEach(listener -> listener.accept(backend));
    }

    /** Where requests wait for a backend; knows all that is seen of the backends. */
    public Dispatcher dispatcher() {
        return steering.dispatcher();
    }

    /** Who does from now on what the dispatcher wants done ahead. */
    public void hands(Hands hands) {
        steering.hands(hands);
    }

    /** The backend that people call so, or null. */
    public Backend find(String name) {
        for (Backend backend : backends) {
            if (backend.spec().name().equals(name)) {
                return backend;
            }
        }
        return null;
    }

    /** Whether there is a choice to be made even for requests that use no slot. */
    public boolean isSteered() {
        return steering.isSteered(backends);
    }

    /**
     * From now on the listener is told of each backend whose state changed; on any thread, with no
     * lock held.
     */
    public void onHealth(Consumer<Backend> listener) {
        onHealth.add(listener);
    }

    /** How a backend of the fleet stands. */
    public Standing standing(Backend backend) {
        long now = System.nanoTime();
        return Standing.of(
                backend.vitals(), dispatcher().snapshot(now).of(backend.spec().name()), now);
    }

    /** All models as they were told last. */
    public ModelCatalogue catalogue() {
        return ModelCatalogue.of(backends);
    }

    /** Pairs of backends, by name, that are probably one server listed twice. */
    public List<List<String>> twins() {
        return Twins.of(backends);
    }

    /** All backends now. */
    public List<Backend> backends() {
        return backends;
    }

    /** Takes a place at this very backend; false when it is full. */
    public boolean acquire(Backend backend) {
        return backend.tryAcquire();
    }

    /** Closes all connections; what runs is cut, what waits is refused. */
    @Override
    public void close() {
        dispatcher().close();
        for (Backend backend : backends) {
            backend.close();
        }
    }
}
