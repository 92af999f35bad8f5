package dev.corral.status;

import dev.corral.fleet.book.BackendSpec;
import dev.corral.words.Sentence;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Which version each backend said last that it is. Nobody waits for the answer: who asks gets what
 * is known, and the backends are asked again in the background when that is old. Thread-safe.
 */
public final class BackendVersions {

    private static final long FRESH_NANOS = 60_000_000_000L;

    private final Diagnosis diagnosis;
    private final Supplier<List<BackendSpec>> backends;
    private final LongSupplier nanos;
    private final Map<String, String> known = new ConcurrentHashMap<>();
    private long askedAt;

    /**
     * Of these backends.
     *
     * @param backends all of them now
     */
    public BackendVersions(Diagnosis diagnosis, Supplier<List<BackendSpec>> backends) {
        this(diagnosis, backends, System::nanoTime);
    }

    BackendVersions(Diagnosis diagnosis, Supplier<List<BackendSpec>> backends, LongSupplier nanos) {
        this.diagnosis = diagnosis;
        this.backends = backends;
        this.nanos = nanos;
        this.askedAt = nanos.getAsLong() - FRESH_NANOS;
    }

    /**
     * A backend and its version.
     *
     * @param version null while it is not known
     * @param missing what does not work with this version yet
     * @param lacks the same, for other languages
     * @param advice what speaks against this version
     */
    public record Known(
            String url,
            String version,
            List<String> missing,
            List<Sentence> lacks,
            List<Finding> advice) {}

    /** The version of a backend, or null while it is not known. */
    public String of(String url) {
        refresh();
        return known.get(url);
    }

    /** All backends, in the order of the fleet. */
    public List<Known> all() {
        refresh();
        VersionTable table = diagnosis.versions();
        return backends.get().stream()
                .map(spec -> spec.url().toString())
                .map(
                        url -> {
                            String version = known.get(url);
                            List<Sentence> lacks =
                                    version == null ? List.of() : table.missing(version);
                            return version == null
                                    ? new Known(url, null, List.of(), List.of(), List.of())
                                    : new Known(
                                            url,
                                            version,
                                            lacks.stream().map(Sentence::text).toList(),
                                            lacks,
                                            table.advice(version));
                        })
                .toList();
    }

    private synchronized void refresh() {
        long now = nanos.getAsLong();
        if (now - askedAt < FRESH_NANOS) {
            return;
        }
        askedAt = now;
        List<BackendSpec> all = backends.get();
        known.keySet().retainAll(all.stream().map(spec -> spec.url().toString()).toList());
        for (BackendSpec spec : all) {
            diagnosis.workers().execute(() -> ask(spec));
        }
    }

    private void ask(BackendSpec spec) {
        String version = diagnosis.look(spec).version();
        if (version == null) {
            known.remove(spec.url().toString());
        } else {
            known.put(spec.url().toString(), version);
        }
    }
}
