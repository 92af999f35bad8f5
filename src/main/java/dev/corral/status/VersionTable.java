package dev.corral.status;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What needs which version of Ollama, and which versions are known to be bad: data of {@code
 * ollama-versions.json}.
 *
 * @param lowest the first that Corral is made for
 * @param lowestWhy why, to follow "because"
 */
public record VersionTable(String lowest, String lowestWhy, List<Need> needs, List<Bad> bad) {

    private static final String FILE = "ollama-versions.json";

    public VersionTable {
        needs = List.copyOf(needs);
        bad = List.copyOf(bad);
    }

    /** Something that works from a version on; {@code id} names it in other languages. */
    public record Need(String id, String from, String what) {}

    /** A fault of all versions below one; {@code id} is a public name for it. */
    public record Bad(String below, String id, String what) {}

    /** The table of this WAR. */
    public static VersionTable read() {
        try (InputStream in = VersionTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing in the WAR");
            }
            return new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .readValue(in, VersionTable.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What speaks against a version; nothing against one that cannot be compared, as a build from
     * source.
     */
    public List<Finding> advice(String text) {
        OllamaVersion version = OllamaVersion.parse(text);
        List<Finding> findings = new ArrayList<>();
        if (version == null) {
            return findings;
        }
        if (version.isBefore(OllamaVersion.parse(lowest))) {
            findings.add(tooOld(version));
        }
        List<Bad> faults =
                bad.stream().filter(b -> version.isBefore(OllamaVersion.parse(b.below()))).toList();
        if (!faults.isEmpty()) {
            findings.add(faulty(version, faults));
        }
        return findings;
    }

    /** What does not work yet with a version, in the order of the table. */
    public List<Sentence> missing(String text) {
        OllamaVersion version = OllamaVersion.parse(text);
        return needs.stream()
                .filter(n -> version != null && version.isBefore(OllamaVersion.parse(n.from())))
                .map(VersionTable::from)
                .toList();
    }

    private static Sentence from(Need need) {
        return Sentence.of(
                "version.need",
                "{what} from {version}",
                "what",
                new Sentence("need." + need.id(), need.what(), Map.of()),
                "version",
                need.from());
    }

    private Finding tooOld(OllamaVersion version) {
        return Finding.of(
                "old-version",
                "cause.old-version",
                "This Ollama is version {version}; Corral is made for {lowest} and later, because {why}.",
                "Update it (on Linux run its install script again). Until then this does not work: {missing}.",
                "version",
                version.text(),
                "lowest",
                lowest,
                "why",
                new Sentence("version.lowest-why", lowestWhy, Map.of()),
                "missing",
                missing(version.text()));
    }

    private static Finding faulty(OllamaVersion version, List<Bad> faults) {
        return Finding.of(
                "bad-version",
                "cause.bad-version",
                "Version {version} of Ollama has known security faults: {faults}.",
                "Update Ollama to {better} or later. Until then let nobody but Corral reach it, and allow creating, pulling and pushing models to few.",
                "version",
                version.text(),
                "faults",
                faults.stream().map(VersionTable::named).toList(),
                "better",
                faults.get(faults.size() - 1).below());
    }

    private static Sentence named(Bad fault) {
        return Sentence.of(
                "version.fault",
                "{what} ({id})",
                "what",
                new Sentence(
                        "fault." + fault.id().toLowerCase(Locale.ROOT), fault.what(), Map.of()),
                "id",
                fault.id());
    }
}
