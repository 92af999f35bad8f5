package dev.corral.fleet;

import dev.corral.fleet.book.BackendSource;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.fleet.book.SettingsSource;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The backends in use and the choice among them: the one with the fewest running exchanges.
 * Thread-safe; a change of the settings takes effect at once and leaves running exchanges alone.
 */
public final class Fleet implements AutoCloseable {

    private final Settings settings;
    private volatile List<Backend> backends = List.of();

    /** Backends of which the settings say all that is known. */
    public Fleet(Settings settings) {
        this(settings, new SettingsSource(settings));
    }

    /** The backends of that source. */
    public Fleet(Settings settings, BackendSource source) {
        this.settings = settings;
        set(source);
        source.onChange(() -> set(source));
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
    }

    private Backend create(BackendSpec spec) {
        return new Backend(
                spec,
                settings.get(Catalogue.OLLAMA_MAX_CONNECTIONS),
                settings.get(Catalogue.OLLAMA_CONNECT_TIMEOUT));
    }

    /** All backends now. */
    public List<Backend> backends() {
        return backends;
    }

    /**
     * Takes a place at the backend that a request should go to; never at one that is drained.
     *
     * @param suitable which may be chosen
     * @return null when all of these are full, or none is suitable
     */
    public Backend acquire(Predicate<Backend> suitable) {
        List<Backend> now = backends;
        if (now.size() == 1) {
            Backend only = now.get(0);
            return !only.spec().draining() && suitable.test(only) && only.tryAcquire()
                    ? only
                    : null;
        }
        List<Backend> byLoad = new ArrayList<>(now);
        byLoad.sort(java.util.Comparator.comparingInt(Backend::running));
        for (Backend backend : byLoad) {
            if (!backend.spec().draining() && suitable.test(backend) && backend.tryAcquire()) {
                return backend;
            }
        }
        return null;
    }

    /** Takes a place at this very backend; false when it is full. */
    public boolean acquire(Backend backend) {
        return backend.tryAcquire();
    }

    /** Closes all connections; what runs is cut. */
    @Override
    public void close() {
        for (Backend backend : backends) {
            backend.close();
        }
    }
}
