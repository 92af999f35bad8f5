package dev.corral;

import dev.corral.chats.ChatRoom;
import dev.corral.demo.Demo;
import dev.corral.door.DoorFilter;
import dev.corral.door.Greeting;
import dev.corral.exchange.BodyMemory;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.FleetHands;
import dev.corral.exchange.FleetWatch;
import dev.corral.exchange.KnownModels;
import dev.corral.exchange.Looks;
import dev.corral.exchange.ModelLoads;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.book.BackendBook;
import dev.corral.fleet.book.BackendStore;
import dev.corral.gateway.Gateway;
import dev.corral.gateway.Rehearsal;
import dev.corral.gateway.RouteTable;
import dev.corral.identity.Identity;
import dev.corral.models.PullStore;
import dev.corral.models.Pulls;
import dev.corral.policy.RecentRequests;
import dev.corral.policy.Rulebook;
import dev.corral.rest.AboutResource;
import dev.corral.rest.ApiApplication;
import dev.corral.rest.BackendsResource;
import dev.corral.rest.BackupResource;
import dev.corral.rest.ChatExportResource;
import dev.corral.rest.ChatsResource;
import dev.corral.rest.DataResource;
import dev.corral.rest.DiagnosisResource;
import dev.corral.rest.DrainResource;
import dev.corral.rest.DryRunResource;
import dev.corral.rest.EventStreams;
import dev.corral.rest.EventsResource;
import dev.corral.rest.ExportResource;
import dev.corral.rest.FoldersResource;
import dev.corral.rest.ImportsResource;
import dev.corral.rest.KeysResource;
import dev.corral.rest.LoadsResource;
import dev.corral.rest.LoginsResource;
import dev.corral.rest.MeResource;
import dev.corral.rest.MessagesResource;
import dev.corral.rest.OpenApiResource;
import dev.corral.rest.PageResource;
import dev.corral.rest.PolicyResource;
import dev.corral.rest.PreferencesResource;
import dev.corral.rest.PresetsResource;
import dev.corral.rest.PromptsResource;
import dev.corral.rest.PullsResource;
import dev.corral.rest.RestoreResource;
import dev.corral.rest.SearchResource;
import dev.corral.rest.SettingsResource;
import dev.corral.rest.ShareResource;
import dev.corral.rest.SharedResource;
import dev.corral.rest.SimulationResource;
import dev.corral.rest.StatusEvents;
import dev.corral.rest.StatusResource;
import dev.corral.rest.StorageResource;
import dev.corral.rest.StreamTestResource;
import dev.corral.rest.SupportBundleResource;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.status.About;
import dev.corral.status.BackendVersions;
import dev.corral.status.Diagnosis;
import dev.corral.status.LogRing;
import dev.corral.status.Status;
import dev.corral.status.StoreState;
import dev.corral.status.SupportBundle;
import dev.corral.store.Database;
import dev.corral.store.SettingsSync;
import dev.corral.store.Stops;
import dev.corral.store.Vault;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds the rooms with constructors at start and closes them in reverse at
 * stop.
 */
public final class Corral implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Corral.class);
    private static final String ATTRIBUTE = Corral.class.getName();
    private static final Duration SYNC_EVERY = Duration.ofSeconds(5);

    private final Deque<AutoCloseable> rooms = new ArrayDeque<>();
    private final Demo demo;
    private final Identity identity;
    private final Gateway gateway;
    private final Supplier<String> hsts;
    private final Supplier<Set<String>> origins;
    private final Supplier<Greeting> greeting;
    private final Status status;
    private final ApiApplication api;

    /** Builds all rooms; the database stays open when they are closed. */
    Corral(
            Settings settings,
            Database database,
            Vault vault,
            Running running,
            Rulebook rules,
            RouteTable routes,
            String version,
            String server,
            String contextPath) {
        LogRing log = room(new LogRing());
        if (!database.isEmbedded()) {
            room(new SettingsSync(settings, SYNC_EVERY));
        }
        room(rules).follow();
        demo = room(Demo.of(settings));
        Watch watch = room(new Watch());
        BackendBook book =
                room(
                        new BackendBook(
                                settings,
                                new BackendStore(database, Clock.systemUTC()),
                                vault,
                                !database.isEmbedded(),
                                demo.isSample() ? demo.sample() : null));
        book.follow(SYNC_EVERY);
        Fleet fleet = room(new Fleet(settings, book));
        KnownModels models = new KnownModels(fleet);
        RecentRequests recent = new RecentRequests(Clock.systemUTC());
        watch.add(now -> recent.forgetOld(now));
        Exchanges exchanges =
                room(new Exchanges(fleet, models, rules::current, recent, settings, watch));
        String instance = UUID.randomUUID().toString();
        Looks looks = new Looks(exchanges, instance);
        watch.add(new FleetWatch(looks, fleet, models, settings));
        fleet.hands(new FleetHands(exchanges, fleet, models));
        BodyMemory bodies =
                new BodyMemory(
                        () ->
                                settings.get(Catalogue.LIMITS_BODIES_IN_MEMORY)
                                        .orElseGet(BodyMemory::usual));
        gateway =
                room(
                        new Gateway(
                                routes,
                                exchanges,
                                fleet,
                                models,
                                rules::current,
                                settings,
                                watch,
                                bodies,
                                looks,
                                instance));
        identity = room(new Identity(settings, () -> rules.current().groups(), database));
        Numbers numbers = new Numbers(exchanges, fleet);
        status = room(new Status(version, contextPath, StoreState.of(database), numbers, numbers));
        Stops stops = new Stops(database, Clock.systemUTC());
        PullStore pulls =
                new PullStore(database, Clock.systemUTC(), instance, database.isEmbedded());
        ChatRoom.Ground ground =
                new ChatRoom.Ground(
                        database,
                        !database.isEmbedded(),
                        running.keeping().folder().resolve("imports"),
                        bodies);
        ChatRoom chats = room(new ChatRoom(ground, exchanges, settings, Clock.systemUTC())).start();
        EventStreams streams = room(new EventStreams(gateway.connections(), watch, settings));
        Diagnosis diagnosis =
                room(
                        new Diagnosis(
                                () -> settings.get(Catalogue.OFFLINE),
                                () -> settings.get(Catalogue.OLLAMA_IDLE_TIMEOUT)));
        BackendVersions versions = new BackendVersions(diagnosis, book::specs);
        StatusResource statusResource = new StatusResource(status, versions::of);
        About about = new About(status, server, diagnosis.container(), versions::all);
        SupportBundle bundle =
                new SupportBundle(
                        settings, about, status, diagnosis, book::specs, log, identity::knownNames);
        api =
                new ApiApplication(
                        List.of(
                                new MeResource(settings, demo::isSample),
                                new PageResource(settings),
                                statusResource,
                                room(new StatusEvents(statusResource, streams)),
                                new AboutResource(about),
                                new SupportBundleResource(bundle),
                                new DrainResource(status),
                                new SettingsResource(settings),
                                new PolicyResource(rules),
                                new SimulationResource(
                                        rules, new Rehearsal(routes, settings, models)),
                                new DryRunResource(rules, recent),
                                new DiagnosisResource(diagnosis, book::accessOf),
                                new BackendsResource(book, diagnosis),
                                new LoadsResource(book, fleet, new ModelLoads(exchanges)),
                                new PullsResource(room(new Pulls(exchanges, fleet, pulls, stops))),
                                new StreamTestResource(),
                                new KeysResource(identity.apiKeys()),
                                new LoginsResource(identity::forgetCredentials),
                                new DataResource(running.keeping()),
                                new BackupResource(running.keeping()),
                                new RestoreResource(running.keeping(), running),
                                new ChatsResource(chats, streams),
                                new MessagesResource(chats.conversation()),
                                new FoldersResource(chats.folders()),
                                new EventsResource(chats.chats(), streams),
                                new SearchResource(chats.search()),
                                new ExportResource(chats.export()),
                                new ChatExportResource(chats.export()),
                                new ImportsResource(chats.imports()),
                                new ShareResource(chats.shares()),
                                new SharedResource(chats.shares()),
                                new PromptsResource(chats.prompts()),
                                new PresetsResource(chats.presets()),
                                new PreferencesResource(chats.preferences()),
                                new StorageResource(chats.storage(), identity::knownNames),
                                new OpenApiResource()),
                        () -> settings.get(Catalogue.LIMITS_JSON_BODY),
                        bodies);
        hsts = () -> settings.get(Catalogue.DOOR_HSTS).orElse("");
        greeting = () -> greeting(settings);
        origins = () -> Set.copyOf(settings.get(Catalogue.DOOR_CORS_ORIGINS).orElse(List.of()));
    }

    private static Greeting greeting(Settings settings) {
        return new Greeting(
                settings.get(Catalogue.UI_TITLE),
                settings.get(Catalogue.UI_NOTICE).orElse(null),
                settings.get(Catalogue.UI_SIGN_OUT_URL).orElse(null),
                settings.get(Catalogue.UI_LANGUAGE));
    }

    private <T extends AutoCloseable> T room(T room) {
        rooms.push(room);
        return room;
    }

    /**
     * The product of this web application; null before its start, after a failed one, and after its
     * end.
     */
    public static Corral of(ServletContext context) {
        return (Corral) context.getAttribute(ATTRIBUTE);
    }

    /** The {@code /ollama} face. */
    public Gateway gateway() {
        return gateway;
    }

    /** Who is calling, and the API keys. */
    public Identity identity() {
        return identity;
    }

    void attachTo(ServletContext context) {
        DoorFilter.setHsts(context, hsts);
        DoorFilter.setOrigins(context, origins);
        Greeting.attach(context, greeting);
        identity.attachTo(context);
        status.attachTo(context);
        api.attachTo(context);
        context.setAttribute(ATTRIBUTE, this);
    }

    /** Takes back what {@link #attachTo} did, so that nobody comes in any more. */
    void detachFrom(ServletContext context) {
        context.removeAttribute(ATTRIBUTE);
        status.detachFrom(context);
    }

    /** Says in the log that it is up; in a demo run, also where to go and whom to sign in as. */
    void greet(String contextPath) {
        LOG.info("Corral is up at {}/", contextPath);
        demo.greet();
    }

    @Override
    public void close() {
        while (!rooms.isEmpty()) {
            AutoCloseable room = rooms.pop();
            try {
                room.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", room.getClass().getSimpleName(), e);
            }
        }
    }
}
