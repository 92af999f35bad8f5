package dev.corral.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.settings.SettingSource.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {

    private static final String IDLE = "corral.ollama.idle-timeout";
    private static final String STRANGE = "=:#!\\;,.- \n\t09z%";

    @TempDir Path folder;

    private final Map<String, String> jndi = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private Settings read() {
        return Settings.read(sources(), folder.resolve("corral.properties"));
    }

    private List<SettingSource> sources() {
        return List.of(
                SettingSource.named(Kind.JNDI, "java:comp/env/", jndi::get),
                SettingSource.named(Kind.CONTEXT_PARAMETER, "", parameters::get),
                SettingSource.named(Kind.SYSTEM_PROPERTY, "", properties::get),
                SettingSource.environment(environment::get));
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve("corral.properties"), text);
    }

    @Test
    void defaultsWithoutAnything() {
        Settings settings = read();
        assertThat(settings.get(Catalogue.OLLAMA_BASE_URLS))
                .hasToString("[http://127.0.0.1:11434]");
        assertThat(settings.get(Catalogue.OLLAMA_IDLE_TIMEOUT)).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.get(Catalogue.OLLAMA_TOTAL_TIMEOUT)).isEqualTo(Duration.ZERO);
        assertThat(settings.get(Catalogue.OFFLINE)).isFalse();
        assertThat(settings.value(Catalogue.HOME).kind()).isEqualTo(Kind.DEFAULT);
        assertThat(settings.all()).hasSameSizeAs(Catalogue.all());
    }

    @Test
    void strongestPlaceWins() throws IOException {
        SettingsStore store = new MemorySettingsStore();
        store.save(Catalogue.OLLAMA_IDLE_TIMEOUT, "6s", 0, "admin");
        file(IDLE + "=5s\n");
        environment.put("AIOHTTP_CLIENT_TIMEOUT", "40");
        environment.put("CORRAL_OLLAMA_IDLE_TIMEOUT", "4s");
        properties.put(IDLE, "3s");
        parameters.put(IDLE, "2s");
        jndi.put("java:comp/env/" + IDLE, "1s");

        expect(store, "1s", Kind.JNDI, "java:comp/env/" + IDLE);
        jndi.clear();
        expect(store, "2s", Kind.CONTEXT_PARAMETER, IDLE);
        parameters.clear();
        expect(store, "3s", Kind.SYSTEM_PROPERTY, IDLE);
        properties.clear();
        expect(store, "4s", Kind.ENVIRONMENT, "CORRAL_OLLAMA_IDLE_TIMEOUT");
        environment.remove("CORRAL_OLLAMA_IDLE_TIMEOUT");
        expect(store, "40s", Kind.ENVIRONMENT, "AIOHTTP_CLIENT_TIMEOUT");
        environment.clear();
        expect(store, "5s", Kind.FILE, folder.toString());
        file("# nothing\n");
        expect(store, "6s", Kind.DATABASE, "saved in the page");
        store.save(Catalogue.OLLAMA_IDLE_TIMEOUT, null, 1, "admin");
        expect(store, "300s", Kind.DEFAULT, "default");
    }

    private void expect(SettingsStore store, String text, Kind kind, String where) {
        Settings settings = read();
        settings.attach(store);
        Value<Duration> value = settings.value(Catalogue.OLLAMA_IDLE_TIMEOUT);
        assertThat(value.text()).isEqualTo(text);
        assertThat(value.kind()).isEqualTo(kind);
        assertThat(value.where().text()).contains(where);
        assertThat(value.fixed()).isEqualTo(kind.ordinal() < Kind.DATABASE.ordinal());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"JNDI", "CONTEXT_PARAMETER", "SYSTEM_PROPERTY", "ENVIRONMENT", "FILE"})
    void aBadValueNamesSourceKeyValueAndWhatIsExpected(Kind kind) throws IOException {
        switch (kind) {
            case JNDI -> jndi.put("java:comp/env/" + IDLE, "soon");
            case CONTEXT_PARAMETER -> parameters.put(IDLE, "soon");
            case SYSTEM_PROPERTY -> properties.put(IDLE, "soon");
            case ENVIRONMENT -> environment.put("AIOHTTP_CLIENT_TIMEOUT", "soon");
            default -> file(IDLE + "=soon");
        }
        InvalidSetting e = catchThrowableOfType(InvalidSetting.class, this::read);
        assertThat(e).hasMessageContaining(IDLE).hasMessageContaining("\"soon\"");
        assertThat(e).hasMessageContaining("such as 300ms, 5s or 10m");
        assertThat(e).hasMessageContaining(kind == Kind.FILE ? "corral.properties" : kind.words());
    }

    @Test
    void allBadValuesAreToldAtOnce() throws IOException {
        file(IDLE + "=soon\ncorral.offline=maybe\ncorral.oflline=true\nother=1\n");
        InvalidSetting e = catchThrowableOfType(InvalidSetting.class, this::read);
        assertThat(e.problems())
                .extracting(InvalidSetting.Problem::key)
                .containsExactlyInAnyOrder(IDLE, "corral.offline", "corral.oflline", "other");
        assertThat(e).hasMessageContaining("perhaps corral.offline was meant");
    }

    @Test
    void aBadValueInAWeakerPlaceIsNotRead() throws IOException {
        properties.put(IDLE, "3s");
        file(IDLE + "=soon\n");
        assertThat(read().get(Catalogue.OLLAMA_IDLE_TIMEOUT)).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"OLLAMA_BASE_URL,http://gpu1:1", "OLLAMA_BASE_URLS,http://gpu1:1;http://gpu2:2"})
    void knownNamesOfBaseUrls(String name, String text) {
        environment.put(name, text);
        assertThat(read().value(Catalogue.OLLAMA_BASE_URLS).text()).isEqualTo(text);
        assertThat(read().value(Catalogue.OLLAMA_BASE_URLS).where().text())
                .isEqualTo("environment variable " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "1,,true",
        "true,,true",
        ",1,true",
        ",true,true",
        "0,1,true",
        "1,0,true",
        "0,0,false",
        "0,,false",
        ",,false",
    })
    void knownNamesOfOfflineMode(String hub, String mode, boolean offline) {
        environment.put("HF_HUB_OFFLINE", hub);
        environment.put("OFFLINE_MODE", mode);
        assertThat(read().get(Catalogue.OFFLINE)).isEqualTo(offline);
    }

    @Test
    void anUnreadableKnownSwitchIsNeverTakenForOff() {
        environment.put("HF_HUB_OFFLINE", "0");
        environment.put("OFFLINE_MODE", "ture");
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("OFFLINE_MODE");
    }

    @Test
    void ownNameIsStrongerThanKnownName() {
        environment.put("CORRAL_OFFLINE", "false");
        environment.put("OFFLINE_MODE", "true");
        assertThat(read().get(Catalogue.OFFLINE)).isFalse();
    }

    @Test
    void emptyTextsAreAbsent() throws IOException {
        environment.put("OLLAMA_BASE_URL", "");
        properties.put(IDLE, "  ");
        file("corral.ui.title=\n");
        assertThat(read().all())
                .allSatisfy(value -> assertThat(value.kind()).isEqualTo(Kind.DEFAULT));
    }

    @Test
    void textsAreTrimmed() throws IOException {
        file(IDLE + " =  7s  \n");
        assertThat(read().get(Catalogue.OLLAMA_IDLE_TIMEOUT)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void theFileIsUtf8() throws IOException {
        file("corral.ui.title=Kühe ✓\n");
        assertThat(read().get(Catalogue.UI_TITLE)).isEqualTo("Kühe ✓");
        Files.write(
                folder.resolve("corral.properties"),
                "corral.ui.title=K\u00fche".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("not written in UTF-8");
        file("corral.ui.title=\\u12");
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("\\u");
        Files.delete(folder.resolve("corral.properties"));
        Files.createDirectory(folder.resolve("corral.properties"));
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void theHomeCannotStandInTheFileThatItHolds() throws IOException {
        file("corral.home=/var/lib/corral\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("corral.home");
    }

    @Test
    void savedLiveValuesAreInForceAtOnceAndToldToListeners() {
        Settings settings = read();
        settings.attach(new MemorySettingsStore());
        List<Duration> told = new ArrayList<>();
        Settings.Subscription subscription =
                settings.onChange(Catalogue.OLLAMA_IDLE_TIMEOUT, told::add);
        Value<Duration> value = settings.save(Catalogue.OLLAMA_IDLE_TIMEOUT, " 9s ", 0, "admin");
        assertThat(value.version()).isEqualTo(1);
        assertThat(value.kind()).isEqualTo(Kind.DATABASE);
        settings.save(Catalogue.UI_TITLE, "Barn", 0, "admin");
        settings.save(Catalogue.OLLAMA_IDLE_TIMEOUT, null, 1, "admin");
        assertThat(told).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(300));
        subscription.close();
        settings.save(Catalogue.OLLAMA_IDLE_TIMEOUT, "1s", 2, "admin");
        assertThat(told).hasSize(2);
    }

    @Test
    void aListenerThatFailsDoesNotStopTheOthers() {
        Settings settings = read();
        settings.attach(new MemorySettingsStore());
        List<String> told = new ArrayList<>();
        settings.onChange(
                Catalogue.UI_TITLE,
                title -> {
                    throw new IllegalStateException("on purpose");
                });
        settings.onChange(Catalogue.UI_TITLE, told::add);
        settings.save(Catalogue.UI_TITLE, "Barn", 0, "admin");
        assertThat(told).containsExactly("Barn");
    }

    @Test
    void valuesThatNeedARestartArePending() {
        SettingsStore store = new MemorySettingsStore();
        Settings settings = read();
        settings.attach(store);
        Value<Integer> value = settings.save(Catalogue.OLLAMA_MAX_CONNECTIONS, "7", 0, "admin");
        assertThat(value.value()).isEqualTo(Catalogue.OLLAMA_MAX_CONNECTIONS.defaultValue());
        assertThat(value.pending()).isEqualTo("7");
        assertThat(value.version()).isEqualTo(1);
        Settings restarted = read();
        restarted.attach(store);
        assertThat(restarted.value(Catalogue.OLLAMA_MAX_CONNECTIONS).value()).isEqualTo(7);
        assertThat(restarted.value(Catalogue.OLLAMA_MAX_CONNECTIONS).pending()).isNull();
    }

    @Test
    void aChangeFromAnOldVersionIsRefused() {
        Settings settings = read();
        settings.attach(new MemorySettingsStore());
        settings.save(Catalogue.UI_TITLE, "One", 0, "alice");
        assertThatThrownBy(() -> settings.save(Catalogue.UI_TITLE, "Two", 0, "bob"))
                .isInstanceOf(SettingConflict.class);
        assertThat(settings.get(Catalogue.UI_TITLE)).isEqualTo("One");
    }

    @Test
    void aBadOrFixedOrOutsideChangeIsRefused() {
        properties.put("corral.ui.title", "Fixed");
        Settings settings = read();
        settings.attach(new MemorySettingsStore());
        assertThatThrownBy(() -> settings.save(Catalogue.OFFLINE, "maybe", 0, "admin"))
                .isInstanceOf(InvalidSetting.class);
        assertThatThrownBy(() -> settings.save(Catalogue.UI_TITLE, "Barn", 0, "admin"))
                .isInstanceOf(SettingFixed.class)
                .hasMessageContaining("system property corral.ui.title");
        assertThatThrownBy(() -> settings.save(Catalogue.HOME, "/x", 0, "admin"))
                .isInstanceOf(SettingFixed.class)
                .hasMessageContaining("CORRAL_HOME");
    }

    @Test
    void anotherNodesChangeIsSeenByRefresh() {
        SettingsStore store = new MemorySettingsStore();
        Settings here = read();
        here.attach(store);
        Settings there = read();
        there.attach(store);
        List<String> told = new ArrayList<>();
        there.onChange(Catalogue.UI_TITLE, told::add);
        here.save(Catalogue.UI_TITLE, "Barn", 0, "admin");
        there.refresh();
        there.refresh();
        assertThat(told).containsExactly("Barn");
    }

    @Test
    void aSavedValueThatCannotBeReadStopsTheStart() {
        SettingsStore store = new MemorySettingsStore();
        store.save(Catalogue.OFFLINE, "maybe", 0, "somebody with SQL");
        Settings settings = read();
        assertThatThrownBy(() -> settings.attach(store))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("saved in the page");
    }

    @Test
    void secretsAreNotInMessages() {
        Setting<Integer> secret =
                Setting.of("corral.x.pin", Types.number(0, 9), "0", "A pin.").asSecret();
        List<SettingSource> places = List.of(SettingSource.environment(name -> "hunter2"));
        assertThatThrownBy(() -> Settings.early(secret, places))
                .isInstanceOf(InvalidSetting.class)
                .message()
                .contains("CORRAL_X_PIN")
                .doesNotContain("hunter2");
    }

    @Test
    void keysAndVariablesAreUnique() {
        assertThat(Catalogue.all()).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(Catalogue.all()).extracting(Setting::variable).doesNotHaveDuplicates();
        assertThat(Catalogue.all())
                .allSatisfy(s -> assertThat(s.key()).matches("corral\\.[a-z.-]+[a-z]"));
        assertThat(Catalogue.all()).allSatisfy(s -> assertThat(s.help()).endsWith("."));
        assertThat(Catalogue.OLLAMA_MAX_CONNECTIONS.variable())
                .isEqualTo("CORRAL_OLLAMA_MAX_CONNECTIONS");
    }

    @Test
    void theCatalogueListsEverySettingThatItDeclares() throws IllegalAccessException {
        List<Object> declared = new ArrayList<>();
        for (java.lang.reflect.Field field : Catalogue.class.getFields()) {
            declared.add(field.get(null));
        }
        assertThat(Catalogue.all())
                .containsExactlyInAnyOrderElementsOf(
                        declared.stream().map(s -> (Setting<?>) s).toList());
    }

    @Test
    void mutatedFilesAreReadOrRefusedAndNeverAnythingElse() throws IOException {
        String good =
                "# Corral\ncorral.ollama.base-urls=http://gpu1:11434;https://gpu2\ncorral.ollama.idle-timeout=300s\n"
                        + "corral.offline=true\ncorral.fleet.slots=4;http://gpu1:11434=8\ncorral.fleet.vram=80GB\ncorral.ui.title=K\u00fche \\u2713\n";
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        java.util.Random random = new java.util.Random(20261125);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] mutant = mutate(bytes, random);
            Files.write(folder.resolve("corral.properties"), mutant);
            try {
                assertThat(read().all()).hasSize(Catalogue.all().size());
            } catch (InvalidSetting e) {
                assertThat(e.problems()).isNotEmpty();
                assertThat(e.getMessage()).contains("corral.properties");
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError(new String(mutant, StandardCharsets.ISO_8859_1), e);
            }
        }
        assertThat(refused).isBetween(300, 999);
    }

    private static byte[] mutate(byte[] bytes, java.util.Random random) {
        byte[] mutant = bytes.clone();
        for (int n = random.nextInt(3) + 1; n > 0; n--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant = java.util.Arrays.copyOf(mutant, at + 1);
                default -> mutant[at] = (byte) STRANGE.charAt(random.nextInt(STRANGE.length()));
            }
        }
        return mutant;
    }
}
