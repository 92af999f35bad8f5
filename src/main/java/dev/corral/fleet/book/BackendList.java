package dev.corral.fleet.book;

import dev.corral.settings.BaseUrl;
import dev.corral.settings.Catalogue;
import dev.corral.settings.PerBackend;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import dev.corral.settings.Value;
import dev.corral.store.Vault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lays what is kept of backends beside the URLs of the setting. Remembers opened secrets, so that
 * the key file is read only for new ones. One thread at a time.
 */
final class BackendList {

    private final Settings settings;
    private final Vault vault;
    private final Map<String, Secrets> opened = new HashMap<>();

    BackendList(Settings settings, Vault vault) {
        this.settings = settings;
        this.vault = vault;
    }

    /** All entries: first those of the list, in its order, then the others. */
    List<Entry> lay(List<BaseUrl> urls, Map<String, BackendStore.Kept> kept) {
        Map<BaseUrl, String> names = names(urls, kept);
        List<Entry> entries = new ArrayList<>();
        for (BaseUrl url : urls) {
            entries.add(entry(url, names.get(url), kept.get(url.toString()), true));
        }
        kept.forEach(
                (text, one) -> {
                    BaseUrl url = BaseUrl.parse(text);
                    if (one.options() != null && !urls.contains(url)) {
                        entries.add(entry(url, nameOf(url, one), one, false));
                    }
                });
        opened.keySet().retainAll(kept.values().stream().map(BackendStore.Kept::locked).toList());
        return List.copyOf(entries);
    }

    private static String nameOf(BaseUrl url, BackendStore.Kept kept) {
        boolean given = kept != null && kept.options() != null && kept.options().name() != null;
        return given ? kept.options().name() : url.authority();
    }

    /** A name that another one has as well gives way to the URL. */
    private static Map<BaseUrl, String> names(
            List<BaseUrl> urls, Map<String, BackendStore.Kept> kept) {
        Map<BaseUrl, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (BaseUrl url : urls) {
            String name = nameOf(url, kept.get(url.toString()));
            names.put(url, taken.add(name.toLowerCase(Locale.ROOT)) ? name : url.toString());
        }
        return names;
    }

    private Entry entry(BaseUrl url, String name, BackendStore.Kept kept, boolean listed) {
        Options options = kept == null || kept.options() == null ? Options.NONE : kept.options();
        long version = kept == null ? 0 : kept.version();
        if (!listed) {
            return new Entry(url, name, options, version, false, null, null);
        }
        try {
            Secrets secrets = secrets(url, kept == null ? null : kept.locked());
            Access access = BackendRules.access(url.secure(), options, secrets);
            BackendSpec spec = spec(url, name, options, access);
            return new Entry(url, name, options, version, true, spec, null);
        } catch (Vault.Closed | InvalidBackend e) {
            return new Entry(url, name, options, version, true, null, e.getMessage());
        }
    }

    /** What the vault holds for a backend. */
    Secrets secrets(BaseUrl url, String locked) throws Vault.Closed {
        if (locked == null) {
            return Secrets.NONE;
        }
        Secrets known = opened.get(locked);
        if (known == null) {
            known = BackendStore.read(vault.open(locked, placeOf(url)), Secrets.class);
            opened.put(locked, known);
        }
        return known;
    }

    static String placeOf(BaseUrl url) {
        return "backend " + url;
    }

    private BackendSpec spec(BaseUrl url, String name, Options options, Access access) {
        return new BackendSpec(
                url,
                name,
                options.weight(),
                options.draining(),
                Set.copyOf(options.tags()),
                value(Catalogue.FLEET_SLOTS, url, options.slots()),
                value(Catalogue.FLEET_VRAM, url, options.vram()),
                value(Catalogue.FLEET_MAX_LOADED, url, options.maxLoaded()),
                access);
    }

    /**
     * What is fixed from outside for this very backend, else what is said here, else the setting.
     */
    private <T> Optional<T> value(Setting<PerBackend<T>> setting, BaseUrl url, T said) {
        Value<PerBackend<T>> value = settings.value(setting);
        T outside = value.fixed() ? value.value().own().get(url) : null;
        if (outside != null) {
            return Optional.of(outside);
        }
        return said != null ? Optional.of(said) : value.value().of(url);
    }
}
