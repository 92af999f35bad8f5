package dev.corral.store;

import dev.corral.settings.Settings;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the settings that were saved on another node, within seconds. Needed only where
 * several nodes share a database.
 */
public final class SettingsSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsSync.class);

    private final Settings settings;
    private final ScheduledExecutorService scheduler;
    private boolean failing;

    /** Looks again and again, with that time in between, until it is closed. */
    public SettingsSync(Settings settings, Duration every) {
        this.settings = settings;
        this.scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "corral-settings");
                            thread.setDaemon(true);
                            return thread;
                        });
        scheduler.scheduleWithFixedDelay(
                this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            settings.refresh();
            failing = false;
        } catch (RuntimeException e) {
            // Once for each time that it begins: a database that is down for an hour is one line.
            if (!failing) {
                LOG.warn("The saved settings cannot be read now; those in force stay", e);
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
