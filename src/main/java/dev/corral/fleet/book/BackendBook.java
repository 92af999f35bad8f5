package dev.corral.fleet.book;

import dev.corral.settings.BaseUrl;
import dev.corral.settings.Catalogue;
import dev.corral.settings.SettingConflict;
import dev.corral.settings.SettingFixed;
import dev.corral.settings.Settings;
import dev.corral.settings.Value;
import dev.corral.store.Repeated;
import dev.corral.store.Vault;
import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is said of backends. Which backends there are is what the setting {@code
 * corral.ollama.base-urls} says; adding and removing one here changes that setting, and is refused
 * where it is fixed from outside. Thread-safe.
 */
public final class BackendBook implements BackendSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackendBook.class);
    private static final int TRIES = 5;
    private static final int HISTORY = 100;

    private final Settings settings;
    private final BackendStore store;
    private final Vault vault;
    private final boolean shared;
    private final List<BaseUrl> instead;
    private final BackendList list;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Settings.Subscription> subscriptions = new ArrayList<>();

    /**
     * Changes happen one at a time. Never taken while the settings or this object are locked, which
     * both may be while it is held.
     */
    private final Object changing = new Object();

    private Map<String, BackendStore.Kept> kept;
    private volatile List<Entry> entries = List.of();
    private volatile List<BackendSpec> specs = List.of();
    private final Set<String> told = new HashSet<>();
    private Repeated looks;

    /**
     * Reads what is kept.
     *
     * @param shared whether other nodes use the same database
     * @param instead backends that stand in for those of the setting (the demo's), or null
     */
    public BackendBook(
            Settings settings,
            BackendStore store,
            Vault vault,
            boolean shared,
            List<BaseUrl> instead) {
        this.settings = settings;
        this.store = store;
        this.vault = vault;
        this.shared = shared;
        this.instead = instead;
        this.list = new BackendList(settings, vault);
        this.kept = store.load();
        lay();
        if (!vault.openTo().isEmpty()) {
            LOG.warn(
                    "Others than its owner may read the key file {} ({}); chmod 600 closes it",
                    vault.file(),
                    vault.openTo());
        }
        for (var setting :
                List.of(
                        Catalogue.OLLAMA_BASE_URLS,
                        Catalogue.FLEET_SLOTS,
                        Catalogue.FLEET_VRAM,
                        Catalogue.FLEET_MAX_LOADED)) {
            subscriptions.add(settings.onChange(setting, value -> lay()));
        }
    }

    private List<BaseUrl> urls() {
        return instead != null ? instead : settings.get(Catalogue.OLLAMA_BASE_URLS);
    }

    private synchronized void lay() {
        entries = list.lay(urls(), kept);
        for (Entry entry : entries) {
            if (entry.problem() != null && told.add(entry.url() + entry.problem())) {
                LOG.error(
                        "The backend {} cannot be used and gets no requests. {}",
                        entry.url(),
                        entry.problem());
            }
        }
        List<BackendSpec> next =
                entries.stream().map(Entry::spec).filter(java.util.Objects::nonNull).toList();
        if (!next.equals(specs)) {
            specs = next;
            listeners.forEach(Runnable::run);
        }
    }

    @Override
    public List<BackendSpec> specs() {
        return specs;
    }

    @Override
    public void onChange(Runnable action) {
        listeners.add(action);
    }

    /** All backends of the list, in its order, and after them what is kept of others. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * How the backend with this URL is reached; plainly when there is none or it cannot be used.
     *
     * @param url a text that may be no URL
     */
    public Access accessOf(String url) {
        return specs().stream()
                .filter(spec -> spec.url().toString().equals(url))
                .map(BackendSpec::access)
                .findFirst()
                .orElse(Access.PLAIN);
    }

    /** The backend with that id, in the list or not. */
    public Optional<Entry> find(String id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** Where the list of URLs is fixed, in words; empty when it can be changed here. */
    public Optional<String> fixedBy() {
        return place().map(Sentence::text);
    }

    /** The same, for other languages. */
    public Optional<Sentence> place() {
        if (instead != null) {
            return Optional.of(Sentence.of("where.demo", "demo's sample server"));
        }
        Value<List<BaseUrl>> value = settings.value(Catalogue.OLLAMA_BASE_URLS);
        return value.fixed() ? Optional.of(value.where()) : Optional.empty();
    }

    /** Whether other nodes use the same database, and so need the same key file. */
    public boolean isShared() {
        return shared;
    }

    /** Where the key is that secrets are encrypted with. */
    public String keyFile() {
        return vault.file();
    }

    /**
     * Adds a backend.
     *
     * @param by the caller's name
     * @throws InvalidBackend when something in the wish cannot be used
     * @throws SettingFixed when the list of URLs is fixed from outside
     */
    public Entry add(Wish wish, String by) {
        synchronized (changing) {
            BaseUrl url = url(wish);
            if (isListed(url)) {
                throw new InvalidBackend(
                        "url",
                        Sentence.of(
                                "backend.same-url", "there is a backend with this URL already"));
            }
            refuseFixed();
            save(url, null, wish, versionOf(url), by, "added");
            relist(urls -> with(urls, url), by);
            return known(url);
        }
    }

    /**
     * Changes what is said of a backend, its URL included.
     *
     * @param version the {@link Entry#version} that the change was made from
     * @throws InvalidBackend when something in the wish cannot be used
     * @throws BackendConflict when somebody else was faster
     * @throws SettingFixed when the URL changes and the list of URLs is fixed from outside
     */
    public Entry change(Entry entry, Wish wish, long version, String by) {
        synchronized (changing) {
            BaseUrl url = url(wish);
            if (url.equals(entry.url())) {
                save(url, entry, wish, version, by, "changed");
                lay();
                return known(url);
            }
            if (isListed(url)) {
                throw new InvalidBackend(
                        "url",
                        Sentence.of(
                                "backend.same-url", "there is a backend with this URL already"));
            }
            refuseFixed();
            if (versionOf(entry.url()) != version) {
                throw new BackendConflict();
            }
            save(url, entry, wish, versionOf(url), by, "was " + entry.url());
            relist(urls -> replaced(urls, entry.url(), url), by);
            forget(entry.url(), by, "is now " + url);
            lay();
            return known(url);
        }
    }

    /**
     * Takes a backend out of the list and forgets what was said of it.
     *
     * @throws InvalidBackend when it is the last one
     */
    public void remove(Entry entry, long version, String by) {
        synchronized (changing) {
            if (versionOf(entry.url()) != version) {
                throw new BackendConflict();
            }
            if (isListed(entry.url())) {
                refuseFixed();
                if (urls().size() == 1) {
                    throw new InvalidBackend(
                            "url",
                            Sentence.of(
                                    "backend.last",
                                    "the last backend cannot be removed; change its URL, or put it in maintenance"));
                }
                relist(urls -> without(urls, entry.url()), by);
            }
            forget(entry.url(), by, "removed");
            lay();
        }
    }

    /** Takes a backend out of use for new requests, or back into it. */
    public Entry drain(Entry entry, boolean on, String by) {
        synchronized (changing) {
            for (int i = 0; ; i++) {
                BackendStore.Kept now = keptOf(entry.url());
                Options options =
                        now == null || now.options() == null ? Options.NONE : now.options();
                if (options.draining() == on) {
                    return known(entry.url());
                }
                try {
                    store.save(
                            entry.url(),
                            new BackendStore.Kept(
                                    now == null ? 0 : now.version(),
                                    options.withDraining(on),
                                    now == null ? null : now.locked()),
                            by,
                            on ? "maintenance begun" : "maintenance ended");
                    LOG.info(
                            "{} {} the backend {}",
                            by,
                            on ? "drains" : "no longer drains",
                            entry.url());
                    reload();
                    return known(entry.url());
                } catch (BackendConflict e) {
                    if (i == TRIES) {
                        throw e;
                    }
                    reload();
                }
            }
        }
    }

    /**
     * How a backend would be reached if the wish was granted; saves nothing.
     *
     * @param entry the backend whose secrets the wish may keep, or null
     */
    public Access tryOut(Entry entry, Wish wish) {
        Secrets secrets = secrets(url(wish), entry, wish);
        return BackendRules.access(
                url(wish).secure(), BackendRules.options(wish, secrets), secrets);
    }

    /** The latest changes of a backend, newest first. */
    public List<BackendStore.Past> history(Entry entry) {
        return store.history(entry.url(), HISTORY);
    }

    private void save(BaseUrl url, Entry entry, Wish wish, long version, String by, String what) {
        Secrets secrets = secrets(url, entry, wish);
        Options options = BackendRules.options(wish, secrets);
        refuseTaken(options.name(), entry == null ? url : entry.url(), url);
        BackendRules.access(url.secure(), options, secrets);
        store.save(url, new BackendStore.Kept(version, options, lock(url, secrets)), by, what);
        LOG.info("{} saved the backend {}", by, url);
        synchronized (this) {
            kept = store.load();
        }
    }

    private String lock(BaseUrl url, Secrets secrets) {
        if (secrets.isEmpty()) {
            return null;
        }
        boolean others;
        synchronized (this) {
            others = kept.values().stream().anyMatch(one -> one.locked() != null);
        }
        try {
            // A second key would shut the other nodes out of what is saved from now on.
            return vault.lock(
                    BackendStore.write(secrets), BackendList.placeOf(url), !(shared && others));
        } catch (Vault.Closed e) {
            throw new InvalidBackend("key file", e.said());
        }
    }

    /**
     * The secrets of a wish. What is known goes only where it went before: with another URL or
     * proxy it has to be entered again, or whoever can change those could have it sent to himself.
     */
    private Secrets secrets(BaseUrl url, Entry entry, Wish wish) {
        return BackendRules.secrets(
                wish, needsKnown(entry, wish) ? knownSecrets(url, entry, wish) : Secrets.NONE);
    }

    /** Whether the wish keeps anything that there is. */
    private static boolean needsKnown(Entry entry, Wish wish) {
        if (entry == null) {
            return false;
        }
        Options now = entry.options();
        return wish.bearer().keep() && now.bearer()
                || wish.key().keep() && now.key()
                || wish.headers() != null
                        && !now.headers().isEmpty()
                        && wish.headers().stream().anyMatch(one -> one.value() == null);
    }

    private Secrets knownSecrets(BaseUrl url, Entry entry, Wish wish) {
        BackendStore.Kept now = keptOf(entry.url());
        if (now == null || now.locked() == null) {
            return Secrets.NONE;
        }
        String proxy = wish.proxy() == null || wish.proxy().isBlank() ? null : wish.proxy().strip();
        if (!url.equals(entry.url()) || !java.util.Objects.equals(proxy, entry.options().proxy())) {
            throw new InvalidBackend(
                    "secrets",
                    Sentence.of(
                            "backend.secrets-again",
                            "with another URL or proxy the key and the headers have to be entered again, or removed"));
        }
        try {
            synchronized (this) {
                return list.secrets(entry.url(), now.locked());
            }
        } catch (Vault.Closed e) {
            throw new InvalidBackend("secrets", e.said());
        }
    }

    private static BaseUrl url(Wish wish) {
        try {
            return BaseUrl.parse(wish.url() == null ? "" : wish.url().strip());
        } catch (IllegalArgumentException e) {
            Sentence why = Unfit.why(e);
            Optional<BaseUrl> maybe =
                    wish.url() == null ? Optional.empty() : BaseUrl.suggest(wish.url());
            throw new InvalidBackend(
                    "url",
                    maybe.map(
                                    one ->
                                            Sentence.of(
                                                    "backend.url-maybe",
                                                    "{why}; maybe {url}",
                                                    "why",
                                                    why,
                                                    "url",
                                                    one))
                            .orElse(why));
        }
    }

    private void refuseTaken(String name, BaseUrl before, BaseUrl url) {
        for (Entry other : entries) {
            if (name != null
                    && other.listed()
                    && !other.url().equals(before)
                    && !other.url().equals(url)
                    && other.name().equalsIgnoreCase(name)) {
                throw new InvalidBackend(
                        "name", Sentence.of("backend.same-name", "another backend is called that"));
            }
        }
    }

    private void refuseFixed() {
        Optional<Sentence> where = place();
        if (where.isPresent()) {
            throw new BackendsFixed(where.get());
        }
    }

    private boolean isListed(BaseUrl url) {
        return urls().contains(url);
    }

    private synchronized BackendStore.Kept keptOf(BaseUrl url) {
        return kept.get(url.toString());
    }

    private long versionOf(BaseUrl url) {
        BackendStore.Kept now = keptOf(url);
        return now == null ? 0 : now.version();
    }

    private Entry known(BaseUrl url) {
        return find(Entry.idOf(url)).orElseThrow(BackendConflict::new);
    }

    private void forget(BaseUrl url, String by, String what) {
        // Also where nothing was said: the history tells that it went.
        store.save(url, new BackendStore.Kept(versionOf(url), null, null), by, what);
        LOG.info("{} forgot the backend {}", by, url);
        synchronized (this) {
            kept = store.load();
        }
    }

    private void relist(UnaryOperator<List<BaseUrl>> edit, String by) {
        for (int i = 0; ; i++) {
            Value<List<BaseUrl>> now = settings.value(Catalogue.OLLAMA_BASE_URLS);
            String text = Catalogue.OLLAMA_BASE_URLS.type().format(edit.apply(now.value()));
            try {
                settings.save(Catalogue.OLLAMA_BASE_URLS, text, now.version(), by);
                return;
            } catch (SettingConflict e) {
                if (i == TRIES) {
                    throw e;
                }
                settings.refresh();
            }
        }
    }

    private static List<BaseUrl> with(List<BaseUrl> urls, BaseUrl added) {
        List<BaseUrl> all = new ArrayList<>(urls);
        if (!all.contains(added)) {
            all.add(added);
        }
        return all;
    }

    private static List<BaseUrl> without(List<BaseUrl> urls, BaseUrl gone) {
        return urls.stream().filter(one -> !one.equals(gone)).toList();
    }

    private static List<BaseUrl> replaced(List<BaseUrl> urls, BaseUrl before, BaseUrl after) {
        return urls.stream().map(one -> one.equals(before) ? after : one).toList();
    }

    private void reload() {
        Map<String, BackendStore.Kept> now = store.load();
        synchronized (this) {
            kept = now;
        }
        lay();
    }

    /**
     * From now on looks again and again, with that time in between, for what another node saved and
     * for a key file that was put back.
     */
    public synchronized void follow(Duration every) {
        looks =
                new Repeated(
                        "corral-backends",
                        every,
                        BackendBook.class,
                        "The backends cannot be read from the database; those known stay",
                        this::look);
    }

    private void look() {
        if (shared) {
            synchronized (changing) {
                reload();
            }
        } else if (entries.stream().anyMatch(entry -> entry.problem() != null)) {
            lay();
        }
    }

    /** Ends the thread. Idempotent. */
    @Override
    public void close() {
        subscriptions.forEach(Settings.Subscription::close);
        Repeated running;
        synchronized (this) {
            running = looks;
        }
        if (running != null) {
            running.close();
        }
    }
}
