package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.settings.Catalogue;
import dev.corral.settings.MemorySettingsStore;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import dev.corral.settings.SettingsStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SettingsSyncTest {

    /** A database that is down when a test wants it. */
    private static final class Flaky implements SettingsStore {
        private final SettingsStore inner = new MemorySettingsStore();
        private final AtomicInteger failures = new AtomicInteger();
        private final CountDownLatch failed = new CountDownLatch(2);

        @Override
        public Map<String, Saved> load() {
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                failed.countDown();
                throw new IllegalStateException("down on purpose");
            }
            return inner.load();
        }

        @Override
        public Saved save(Setting<?> setting, String text, long expectedVersion, String by) {
            return inner.save(setting, text, expectedVersion, by);
        }

        @Override
        public List<Change> history(Setting<?> setting, int limit) {
            return inner.history(setting, limit);
        }
    }

    @Test
    void seesAnotherNodesChangeAlsoAfterTheDatabaseWasDown() throws InterruptedException {
        Flaky store = new Flaky();
        Settings here = Settings.of(Map.of());
        here.attach(store);
        CountDownLatch told = new CountDownLatch(1);
        here.onChange(Catalogue.UI_TITLE, title -> told.countDown());
        store.failures.set(2);
        SettingsSync sync = new SettingsSync(here, Duration.ofMillis(5));
        try {
            assertThat(store.failed.await(10, TimeUnit.SECONDS)).isTrue();
            store.save(Catalogue.UI_TITLE, "Barn", 0, "somebody elsewhere");
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(here.get(Catalogue.UI_TITLE)).isEqualTo("Barn");
        } finally {
            sync.close();
        }
    }
}
