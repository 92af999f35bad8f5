package dev.corral.fleet.book;

import dev.corral.settings.MemorySettingsStore;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import dev.corral.store.Vault;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A book in a real database, with settings that can be saved. */
public final class BookFixture implements AutoCloseable {

    private final Database database;
    private final Vault vault;
    public final Settings settings;
    public final BackendBook book;

    /** A book in that folder; the settings count as fixed from outside. */
    public BookFixture(Path folder, Map<String, String> fixed) {
        this(folder, fixed, false);
    }

    BookFixture(Path folder, Map<String, String> fixed, boolean shared) {
        database = StoreFixture.open(folder);
        vault = new Vault(StoreFixture.home(folder));
        settings = Settings.of(fixed);
        settings.attach(new MemorySettingsStore());
        book = book(shared);
    }

    BackendBook book(boolean shared) {
        return new BackendBook(
                settings, new BackendStore(database, Clock.systemUTC()), vault, shared, null);
    }

    Database database() {
        return database;
    }

    /** A wish about this URL and nothing else. */
    public static Wish wish(String url) {
        return new Wish(
                url,
                null,
                null,
                false,
                List.of(),
                null,
                null,
                null,
                Wish.Secret.KEEP,
                List.of(),
                null,
                null,
                Wish.Secret.KEEP,
                null,
                null);
    }

    /** The same with a key of its own. */
    public static Wish bearer(Wish wish, String key) {
        return changed(wish, draft -> draft.bearer = Wish.Secret.of(key));
    }

    /** The same with header fields of its own. */
    public static Wish headers(Wish wish, Wish.HeaderWish... headers) {
        return changed(wish, draft -> draft.headers = List.of(headers));
    }

    /** The same with another name. */
    public static Wish named(Wish wish, String name, String... tags) {
        return changed(
                wish,
                draft -> {
                    draft.name = name;
                    draft.tags = List.of(tags);
                });
    }

    /** The same with certificates. */
    public static Wish tls(Wish wish, String ca, String certificate, String key, String tlsName) {
        return changed(
                wish,
                draft -> {
                    draft.ca = ca;
                    draft.certificate = certificate;
                    draft.key = key == null ? Wish.Secret.KEEP : Wish.Secret.of(key);
                    draft.tlsName = tlsName;
                });
    }

    /** The same behind a proxy. */
    public static Wish proxied(Wish wish, String proxy) {
        return changed(wish, draft -> draft.proxy = proxy);
    }

    private static Wish changed(Wish wish, Consumer<Draft> change) {
        Draft draft = new Draft(wish);
        change.accept(draft);
        return draft.wish();
    }

    /** What of a wish the tests change. */
    private static final class Draft {
        private final Wish wish;
        private String name;
        private List<String> tags;
        private Wish.Secret bearer;
        private List<Wish.HeaderWish> headers;
        private String ca;
        private String certificate;
        private Wish.Secret key;
        private String tlsName;
        private String proxy;

        Draft(Wish wish) {
            this.wish = wish;
            name = wish.name();
            tags = wish.tags();
            bearer = wish.bearer();
            headers = wish.headers();
            ca = wish.ca();
            certificate = wish.certificate();
            key = wish.key();
            tlsName = wish.tlsName();
            proxy = wish.proxy();
        }

        Wish wish() {
            return new Wish(
                    wish.url(),
                    name,
                    wish.weight(),
                    wish.draining(),
                    tags,
                    wish.slots(),
                    wish.vram(),
                    wish.maxLoaded(),
                    bearer,
                    headers,
                    ca,
                    certificate,
                    key,
                    tlsName,
                    proxy);
        }
    }

    @Override
    public void close() {
        book.close();
        database.close();
    }
}
