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
        return new Wish(
                wish.url(),
                wish.name(),
                wish.weight(),
                wish.draining(),
                wish.tags(),
                wish.slots(),
                wish.vram(),
                wish.maxLoaded(),
                Wish.Secret.of(key),
                wish.headers(),
                wish.ca(),
                wish.certificate(),
                wish.key(),
                wish.tlsName(),
                wish.proxy());
    }

    /** The same with header fields of its own. */
    public static Wish headers(Wish wish, Wish.HeaderWish... headers) {
        return new Wish(
                wish.url(),
                wish.name(),
                wish.weight(),
                wish.draining(),
                wish.tags(),
                wish.slots(),
                wish.vram(),
                wish.maxLoaded(),
                wish.bearer(),
                List.of(headers),
                wish.ca(),
                wish.certificate(),
                wish.key(),
                wish.tlsName(),
                wish.proxy());
    }

    /** The same with another name. */
    public static Wish named(Wish wish, String name, String... tags) {
        return new Wish(
                wish.url(),
                name,
                wish.weight(),
                wish.draining(),
                List.of(tags),
                wish.slots(),
                wish.vram(),
                wish.maxLoaded(),
                wish.bearer(),
                wish.headers(),
                wish.ca(),
                wish.certificate(),
                wish.key(),
                wish.tlsName(),
                wish.proxy());
    }

    /** The same with certificates. */
    public static Wish tls(Wish wish, String ca, String certificate, String key, String tlsName) {
        return new Wish(
                wish.url(),
                wish.name(),
                wish.weight(),
                wish.draining(),
                wish.tags(),
                wish.slots(),
                wish.vram(),
                wish.maxLoaded(),
                wish.bearer(),
                wish.headers(),
                ca,
                certificate,
                key == null ? Wish.Secret.KEEP : Wish.Secret.of(key),
                tlsName,
                wish.proxy());
    }

    /** The same behind a proxy. */
    public static Wish proxied(Wish wish, String proxy) {
        return new Wish(
                wish.url(),
                wish.name(),
                wish.weight(),
                wish.draining(),
                wish.tags(),
                wish.slots(),
                wish.vram(),
                wish.maxLoaded(),
                wish.bearer(),
                wish.headers(),
                wish.ca(),
                wish.certificate(),
                wish.key(),
                wish.tlsName(),
                proxy);
    }

    @Override
    public void close() {
        book.close();
        database.close();
    }
}
