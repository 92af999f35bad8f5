package dev.corral.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All models of the fleet: where they are, and where they are loaded. Made from what the backends
 * told last; immutable.
 *
 * @param models by canonical name, in order
 */
public record ModelCatalogue(List<Model> models) {

    /**
     * A model.
     *
     * @param name canonical
     * @param holders the backends that have it on their disk
     * @param conflict whether they have different content under that name
     * @param loaded where it is in memory
     */
    public record Model(String name, List<Holder> holders, boolean conflict, List<Loaded> loaded) {}

    /** A backend that has the model, and what it has under that name. */
    public record Holder(String backend, Contents.OnDisk content) {}

    /** A backend that has the model in memory. */
    public record Loaded(String backend, Contents.InMemory state) {}

    /** The catalogue of these backends. */
    static ModelCatalogue of(List<Backend> backends) {
        Map<String, List<Holder>> holders = new TreeMap<>();
        Map<String, List<Loaded>> loaded = new TreeMap<>();
        for (Backend backend : backends) {
            Contents contents = backend.contents();
            if (contents.disk() != null) {
                contents.disk()
                        .forEach(
                                (name, content) ->
                                        holders.computeIfAbsent(name, n -> new ArrayList<>())
                                                .add(new Holder(backend.name(), content)));
            }
            if (contents.memory() != null && backend.vitals().state() != Vitals.State.DOWN) {
                for (Contents.InMemory one : contents.memory()) {
                    loaded.computeIfAbsent(one.model(), n -> new ArrayList<>())
                            .add(new Loaded(backend.name(), one));
                }
            }
        }
        Set<String> names = new TreeSet<>(holders.keySet());
        names.addAll(loaded.keySet());
        List<Model> models = new ArrayList<>();
        for (String name : names) {
            List<Holder> all = holders.getOrDefault(name, List.of());
            models.add(
                    new Model(
                            name,
                            List.copyOf(all),
                            differ(all),
                            List.copyOf(loaded.getOrDefault(name, List.of()))));
        }
        return new ModelCatalogue(List.copyOf(models));
    }

    private static boolean differ(List<Holder> holders) {
        Set<String> digests = new HashSet<>();
        for (Holder holder : holders) {
            if (!holder.content().digest().isEmpty()) {
                digests.add(holder.content().digest());
            }
        }
        return digests.size() > 1;
    }
}
