package dev.corral.store;

import dev.corral.settings.Settings;
import java.time.Duration;

/**
 * Takes over the settings that were saved on another node, within seconds. Needed only where
 * several nodes share a database.
 */
public final class SettingsSync implements AutoCloseable {

    private final Repeated looks;

    /** Looks again and again, with that time in between, until it is closed. */
    public SettingsSync(Settings settings, Duration every) {
        this.looks =
                new Repeated(
                        "corral-settings",
                        every,
                        SettingsSync.class,
                        "The saved settings cannot be read now; those in force stay",
                        settings::refresh);
    }

    @Override
    public void close() {
        looks.close();
    }
}
