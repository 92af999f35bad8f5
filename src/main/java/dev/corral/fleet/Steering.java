package dev.corral.fleet;

import dev.corral.fleet.book.BackendSpec;
import dev.corral.fleet.choice.BackendFacts;
import dev.corral.fleet.choice.Dispatcher;
import dev.corral.fleet.choice.Hands;
import dev.corral.fleet.choice.Health;
import dev.corral.fleet.choice.Seen;
import dev.corral.settings.Catalogue;
import dev.corral.settings.PerBackend;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells the {@link Dispatcher} what is seen of the backends, and passes on to the fleet's hands
 * what it wants done. Thread-safe.
 */
final class Steering implements Hands, Backend.Listener {

    private final Settings settings;
    private final Dispatcher dispatcher;
    private volatile Hands hands = Hands.NONE;
    private volatile List<Backend> backends = List.of();

    Steering(Settings settings) {
        this.settings = settings;
        this.dispatcher =
                new Dispatcher(this, limits(), () -> ThreadLocalRandom.current().nextLong());
        settings.onChange(Catalogue.FLEET_QUEUE, value -> dispatcher.limits(limits()));
    }

    private Dispatcher.Limits limits() {
        return new Dispatcher.Limits(settings.get(Catalogue.FLEET_QUEUE));
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    void hands(Hands doing) {
        hands = doing;
    }

    /** These are the backends now. */
    void backends(List<Backend> all) {
        backends = all;
        List<BackendFacts> facts = new ArrayList<>();
        for (Backend backend : all) {
            facts.add(facts(backend));
        }
        dispatcher.backends(facts, System.nanoTime());
        for (Backend backend : all) {
            health(backend);
            disk(backend);
        }
    }

    private BackendFacts facts(Backend backend) {
        BackendSpec spec = backend.spec();
        return new BackendFacts(
                backend.name(),
                spec.name(),
                spec.weight(),
                slots(spec),
                own(spec.vram(), Catalogue.FLEET_VRAM, spec),
                own(spec.maxLoaded(), Catalogue.FLEET_MAX_LOADED, spec),
                backend.maxConnections(),
                spec.draining(),
                spec.tags());
    }

    private Integer slots(BackendSpec spec) {
        return own(spec.slots(), Catalogue.FLEET_SLOTS, spec);
    }

    /** What is said of the backend itself, else what the settings say of it or of all. */
    private <T> T own(Optional<T> said, Setting<PerBackend<T>> setting, BackendSpec spec) {
        return said.or(() -> settings.get(setting).of(spec.url())).orElse(null);
    }

    /** Whether there is a choice to be made even for requests that use no slot. */
    boolean isSteered(List<Backend> all) {
        return all.size() != 1 || all.get(0).spec().draining();
    }

    /** The only backend is asked however it stands: there is nothing to lose. */
    @Override
    public void health(Backend backend) {
        Vitals.View vitals = backend.vitals();
        boolean used = backends.size() == 1;
        Health health =
                switch (vitals.state()) {
                    case UNKNOWN, HEALTHY -> Health.HEALTHY;
                    case SUSPECT -> used ? Health.HEALTHY : Health.SUSPECT;
                    case DOWN -> used ? Health.HEALTHY : Health.DOWN;
                };
        dispatcher.health(backend.spec().name(), health, System.nanoTime());
    }

    @Override
    public void disk(Backend backend) {
        Map<String, Contents.OnDisk> disk = backend.contents().disk();
        if (disk != null) {
            Map<String, Long> sizes = new HashMap<>();
            disk.forEach((name, content) -> sizes.put(name, content.bytes()));
            dispatcher.seen(backend.spec().name(), new Seen.Disk(sizes), System.nanoTime());
        }
    }

    @Override
    public void memory(Backend backend, long asked) {
        List<Seen.Resident> models = new ArrayList<>();
        for (Contents.InMemory one : backend.contents().memory()) {
            models.add(new Seen.Resident(one.model(), one.bytes()));
        }
        dispatcher.seen(backend.spec().name(), new Seen.Memory(models, asked), System.nanoTime());
    }

    @Override
    public boolean load(String backend, String model, String options) {
        return hands.load(backend, model, options);
    }

    @Override
    public boolean unload(String backend, String model) {
        return hands.unload(backend, model);
    }
}
