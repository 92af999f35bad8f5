package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.fleet.Fleet;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What the policy has to know about the fleet's models; answers from what each backend told last.
 * Until a backend told its models, nothing is known about it: none of its models counts as present,
 * none as remote, and offline mode sends no model's request there. Thread-safe.
 */
public final class KnownModels implements Facts.Knowledge {

    private final Fleet fleet;
    private final Set<Backend> changed = ConcurrentHashMap.newKeySet();
    private volatile Consumer<Backend> onChange = backend -> {};

    /** Knows what the fleet's backends tell. */
    public KnownModels(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Whether any backend says so. */
    @Override
    public boolean isRemote(ModelName model) {
        for (Backend backend : fleet.backends()) {
            Map<String, Contents.OnDisk> disk = backend.contents().disk();
            Contents.OnDisk one = disk == null ? null : disk.get(model.canonical());
            if (one != null && one.remote()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isPresent(ModelName model) {
        List<Backend> backends = fleet.backends();
        for (Backend backend : backends) {
            if (!has(backend, model)) {
                return false;
            }
        }
        return !backends.isEmpty();
    }

    /** Whether the backend told that it has the model. */
    boolean has(Backend backend, ModelName model) {
        return backend.contents().has(model.canonical());
    }

    /** Whether the backend told its models and this one was none of them. */
    boolean lacks(Backend backend, ModelName model) {
        return backend.contents().lacks(model.canonical());
    }

    /** Whether the backend has told its models at least once. */
    boolean isRead(Backend backend) {
        return backend.contents().disk() != null;
    }

    /** A request that may have changed the backend's models came to its end, whatever that was. */
    void changed(Backend backend) {
        onChange.accept(backend);
        changed.add(backend);
    }

    /** Who is told at once, on any thread. */
    void onChange(Consumer<Backend> told) {
        onChange = told;
    }

    /** Whether {@link #changed} was told since the last time that this was asked. */
    boolean takeChanged(Backend backend) {
        return changed.remove(backend);
    }

    /** Forgets backends that left the fleet. */
    void keepOnly(List<Backend> backends) {
        changed.retainAll(backends);
    }
}
