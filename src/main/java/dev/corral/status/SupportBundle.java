package dev.corral.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import dev.corral.settings.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes one file with what somebody needs who is asked for help: versions, settings, a diagnosis of
 * each backend, numbers, threads, the last log lines. No secrets, no prompts, and no names unless
 * wanted. Nothing is sent anywhere or kept here. Thread-safe.
 */
public final class SupportBundle {

    /** Free texts in which people can be named. */
    private static final Set<Setting<?>> NAMING =
            Set.of(Catalogue.POLICY_RULES, Catalogue.UI_CONTACT);

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .enable(SerializationFeature.INDENT_OUTPUT);

    private final Settings settings;
    private final About about;
    private final Status status;
    private final Diagnosis diagnosis;
    private final Supplier<List<BackendSpec>> backends;
    private final LogRing log;
    private final Supplier<? extends Collection<String>> people;

    /**
     * @param people the names of all who signed in
     */
    public SupportBundle(
            Settings settings,
            About about,
            Status status,
            Diagnosis diagnosis,
            Supplier<List<BackendSpec>> backends,
            LogRing log,
            Supplier<? extends Collection<String>> people) {
        this.settings = settings;
        this.about = about;
        this.status = status;
        this.diagnosis = diagnosis;
        this.backends = backends;
        this.log = log;
        this.people = people;
    }

    /**
     * Makes it; takes as long as a diagnosis of each backend.
     *
     * @param names whether names of people stay in
     * @param by who wants it
     * @return a zip; its entries are not compressed, so that a page can show them
     */
    public byte[] make(boolean names, String by) {
        List<String> known = new ArrayList<>(people.get());
        known.add(by);
        Redactor redactor = new Redactor(secrets(), names ? List.of() : known);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.txt", readme(names));
        files.put("versions.json", json(about.now()));
        files.put("settings.json", json(settings(names)));
        files.put("status.json", json(status.snapshot()));
        int number = 0;
        for (BackendSpec backend : backends.get()) {
            files.put("diagnosis-" + ++number + ".json", json(diagnosis.look(backend)));
        }
        files.put("log.txt", log(names));
        files.put("threads.txt", ThreadDump.text());
        files.replaceAll((name, text) -> redactor.clean(text));
        return zip(files);
    }

    /** All that is known to be one, wherever it might turn up. */
    private List<String> secrets() {
        Stream<String> ofSettings =
                settings.all().stream().filter(value -> value.setting().secret()).map(Value::text);
        Stream<String> ofBackends =
                backends.get().stream()
                        .flatMap(backend -> backend.access().headers().stream())
                        .flatMap(field -> Stream.of(field.value(), withoutScheme(field.value())));
        return Stream.of(
                        ofSettings,
                        ofBackends,
                        Redactor.announcedBy(System.getenv()),
                        Redactor.announcedBy(System.getProperties()))
                .flatMap(values -> values)
                .toList();
    }

    private static String withoutScheme(String header) {
        return header.substring(header.indexOf(' ') + 1);
    }

    /** What is in force and where it comes from. */
    private List<Map<String, Object>> settings(boolean names) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Value<?> value : settings.all()) {
            Map<String, Object> one = new TreeMap<>();
            one.put("key", value.setting().key());
            one.put("value", shown(value, names));
            one.put("source", value.kind().name().toLowerCase(java.util.Locale.ROOT));
            one.put("where", value.where().text());
            all.add(one);
        }
        return all;
    }

    private static String shown(Value<?> value, boolean names) {
        if (value.text() == null) {
            return null;
        }
        if (value.setting().secret()) {
            return Redactor.MASK;
        }
        boolean mayName =
                NAMING.contains(value.setting())
                        && !value.text().equals(value.setting().defaultText());
        return mayName && !names
                ? "(" + value.text().length() + " characters that can name people)"
                : value.text();
    }

    private String log(boolean names) {
        StringBuilder text = new StringBuilder();
        for (String line : log.lines()) {
            // What was changed in the policy is told in full, with the names in its rules.
            int policy = names ? -1 : line.indexOf(" of the policy: ");
            text.append(policy < 0 ? line : line.substring(0, policy) + " of the policy")
                    .append('\n');
        }
        return text.isEmpty() ? "Nothing was logged since the start.\n" : text.toString();
    }

    private static String readme(boolean names) {
        return "Support bundle of Corral, made "
                + Instant.now()
                + ".\n\n"
                + "versions.json     what runs here\n"
                + "settings.json     every setting and where it comes from; secrets are masked\n"
                + "status.json       numbers since the start\n"
                + "diagnosis-N.json  each Ollama server, step by step\n"
                + "log.txt           the last lines that Corral logged; questions and answers are never logged\n"
                + "threads.txt       what every thread of the server is doing\n\n"
                + (names
                        ? "Names of people are left in, as was wished.\n"
                        : "Names of people are replaced by person-1, person-2 and so on.\n")
                + "Read it before you pass it on: host names and addresses of your network are in it.\n";
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] text = file.getValue().getBytes(StandardCharsets.UTF_8);
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 crc = new CRC32();
                crc.update(text);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(text.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(text);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
