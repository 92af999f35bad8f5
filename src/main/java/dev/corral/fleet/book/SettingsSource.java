package dev.corral.fleet.book;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.List;

/** Backends of which nothing is known but their URLs. */
public final class SettingsSource implements BackendSource {

    private final Settings settings;

    /** The backends of these settings. */
    public SettingsSource(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<BackendSpec> specs() {
        return settings.get(Catalogue.OLLAMA_BASE_URLS).stream().map(BackendSpec::of).toList();
    }

    @Override
    public void onChange(Runnable action) {
        settings.onChange(Catalogue.OLLAMA_BASE_URLS, urls -> action.run());
    }
}
