package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each backend said last about its models; answers from memory. {@link ModelReads} keeps it up
 * to date. Until a backend was read, nothing is known about it: none of its models counts as
 * present, none as remote, and offline mode sends no model's request there. Thread-safe.
 */
public final class KnownModels implements Facts.Knowledge {

    /**
     * One answer.
     *
     * @param present the models on the backend's disk, stubs included
     * @param remote those of them that are stubs of models on another host
     */
    record Listing(Set<ModelName> present, Set<ModelName> remote) {
        Listing {
            present = Set.copyOf(present);
            remote = Set.copyOf(remote);
        }
    }

    private final Fleet fleet;
    private final Map<Backend, Listing> listings = new ConcurrentHashMap<>();
    private final Set<Backend> changed = ConcurrentHashMap.newKeySet();

    /** Nothing is known yet of the fleet's backends. */
    public KnownModels(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Whether any backend says so. */
    @Override
    public boolean isRemote(ModelName model) {
        for (Listing listing : listings.values()) {
            if (listing.remote().contains(model)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isPresent(ModelName model) {
        List<Backend> backends = fleet.backends();
        for (Backend backend : backends) {
            Listing listing = listings.get(backend);
            if (listing == null || !listing.present().contains(model)) {
                return false;
            }
        }
        return !backends.isEmpty();
    }

    /** Whether the backend has told its models at least once. */
    boolean isRead(Backend backend) {
        return listings.containsKey(backend);
    }

    void read(Backend backend, Listing listing) {
        listings.put(backend, listing);
    }

    /** A request that may have changed the backend's models came to its end, whatever that was. */
    void changed(Backend backend) {
        changed.add(backend);
    }

    /** Whether {@link #changed} was told since the last time that this was asked. */
    boolean takeChanged(Backend backend) {
        return changed.remove(backend);
    }

    /** Forgets backends that left the fleet. */
    void keepOnly(List<Backend> backends) {
        listings.keySet().retainAll(backends);
        changed.retainAll(backends);
    }
}
