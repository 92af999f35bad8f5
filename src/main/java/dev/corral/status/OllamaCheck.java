package dev.corral.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.fleet.book.Access;
import dev.corral.settings.BaseUrl;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/** The steps once an address accepts connections: is it an Ollama, and can it work? One thread. */
final class OllamaCheck {

    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 4 * 1024 * 1024;
    private static final int MOST_NAMED = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Diagnosis diagnosis;
    private final BaseUrl url;
    private final InetAddress address;
    private final Access access;
    private final List<Finding> warnings;
    private final List<Report.Model> models = new ArrayList<>();
    private String version;
    private Integer count;
    private Trial trial;

    OllamaCheck(
            Diagnosis diagnosis,
            BaseUrl url,
            InetAddress address,
            Access access,
            List<Finding> warnings) {
        this.access = access;
        this.diagnosis = diagnosis;
        this.url = url;
        this.address = address;
        this.warnings = warnings;
    }

    /**
     * Does all steps.
     *
     * @param model the model to try, or null for none
     */
    void run(Steps steps, String model) throws Found {
        steps.step("root", this::root);
        steps.step("version", this::askVersion);
        steps.step("models", this::askModels);
        if (model != null) {
            steps.step("generation", () -> generate(model));
            steps.step("frames", this::frames);
        }
    }

    String version() {
        return version;
    }

    Integer count() {
        return count;
    }

    List<Report.Model> models() {
        return models;
    }

    private Sentence root() throws Found {
        Wire.Reply reply = get("/", SMALL);
        if (reply.status() == 200 && reply.body().startsWith("Ollama is running")) {
            String signs = reply.signs().words();
            return signs.isEmpty()
                    ? Sentence.plain("\"Ollama is running\"")
                    : Sentence.of(
                            "step.root-proxy",
                            "\"Ollama is running\", through a proxy: {signs}",
                            "signs",
                            signs);
        }
        if (!url.secure() && speaksTls()) {
            throw new Found(Findings.secureExpected(url));
        }
        throw new Found(stranger(reply));
    }

    private Finding stranger(Wire.Reply reply) {
        boolean mute =
                reply.status() == 403 && reply.body().isEmpty() && reply.signs().words().isEmpty();
        if (mute) {
            return OllamaFindings.forbidden(url);
        }
        int status = reply.status();
        if (!access.headers().isEmpty() && (status == 401 || status == 403)) {
            return OllamaFindings.keyRefused(url);
        }
        boolean proxys = status == 407 || status >= 502 && status <= 504;
        return status != 200 && (proxys || reply.signs().ofProxy())
                ? OllamaFindings.proxyAnswered(url, reply)
                : OllamaFindings.notOllama(url, reply);
    }

    private Sentence askVersion() throws Found {
        JsonNode answer = json("/api/version", SMALL).path("version");
        if (!answer.isTextual() || answer.asText().length() > 60) {
            throw new Found(OllamaFindings.unreadable());
        }
        version = answer.asText();
        warnings.addAll(diagnosis.versions().advice(version));
        List<Sentence> missing = diagnosis.versions().missing(version);
        return missing.isEmpty()
                ? Sentence.plain(version)
                : Sentence.of(
                        "step.version",
                        "{version}; not yet: {missing}",
                        "version",
                        version,
                        "missing",
                        missing);
    }

    private Sentence askModels() throws Found {
        JsonNode list = json("/api/tags", LARGE).path("models");
        if (!list.isArray()) {
            throw new Found(OllamaFindings.unreadable());
        }
        count = list.size();
        List<Report.Model> embedding = new ArrayList<>();
        for (JsonNode one : list) {
            boolean remote = one.hasNonNull("remote_host") || one.hasNonNull("remote_model");
            if (!remote && one.path("name").isTextual()) {
                (embeds(one) ? embedding : models)
                        .add(new Report.Model(one.get("name").asText(), one.path("size").asLong()));
            }
        }
        models.sort(Comparator.comparingLong(Report.Model::size));
        models.addAll(embedding);
        if (count == 0) {
            throw new Found(OllamaFindings.noModels());
        }
        return count == 1
                ? Sentence.of("step.model", "1 model")
                : Sentence.of("step.models", "{n} models", "n", count);
    }

    /** Whether it is probably for embeddings only, so that it cannot write. */
    private static boolean embeds(JsonNode model) {
        String signs = model.get("name").asText() + " " + model.path("details").path("family");
        return signs.toLowerCase(Locale.ROOT).matches(".*(embed|bert|minilm).*");
    }

    /** The models that a page may offer, smallest first, those for embeddings last. */
    List<Report.Model> offered() {
        return models.subList(0, Math.min(models.size(), MOST_NAMED));
    }

    private Sentence generate(String model) throws Found {
        if (models.stream().noneMatch(one -> one.name().equals(model))) {
            throw new Found(OllamaFindings.modelMissing(Signs.clean(model)));
        }
        trial = new Trial(model);
        Duration limit = diagnosis.idleTimeout();
        Duration patience = diagnosis.trialPatience();
        boolean own = limit.compareTo(patience) <= 0;
        int millis = Math.toIntExact((own ? limit : patience).toMillis());
        try (Wire wire = open(millis)) {
            try {
                trial.run(wire);
            } catch (IOException | HttpException e) {
                throw new Found(unended(wire, e, model, own, limit));
            }
        } catch (IOException e) {
            throw new Found(Findings.broken(url));
        }
        Finding problem = trial.problem();
        if (problem != null) {
            throw new Found(problem);
        }
        return trial.words();
    }

    private Finding unended(Wire wire, Exception e, String model, boolean own, Duration limit) {
        if (!(e instanceof SocketTimeoutException) && !wire.isCut()) {
            return OllamaFindings.modelFails(
                    model,
                    0,
                    Sentence.of(
                            "model.broke",
                            "the connection broke. Ollama may have been ended by the system for want of memory."));
        }
        return own
                ? OllamaFindings.slowerThanTimeout(model, limit)
                : OllamaFindings.slow(model, diagnosis.trialPatience(), limit);
    }

    private Sentence frames() {
        if (trial.pace().isHeldBack(trial.writing())) {
            warnings.add(OllamaFindings.heldBack(trial.signs()));
        }
        return trial.pace().words(trial.writing());
    }

    private JsonNode json(String path, int limit) throws Found {
        Wire.Reply reply = get(path, limit);
        if (reply.status() != 200) {
            throw new Found(
                    reply.signs().ofProxy()
                            ? OllamaFindings.proxyAnswered(url, reply)
                            : OllamaFindings.unreadable());
        }
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new Found(OllamaFindings.unreadable());
        }
    }

    private Wire.Reply get(String path, int limit) throws Found {
        try (Wire wire = open(diagnosis.patienceMillis())) {
            try {
                return wire.get(path, limit);
            } catch (IOException | HttpException e) {
                throw new Found(unanswered(wire, e));
            }
        } catch (IOException e) {
            throw new Found(Findings.broken(url));
        }
    }

    private Wire open(int millis) throws IOException {
        Wire wire = Wire.connect(address, url, access, millis, diagnosis.scheduler());
        if (url.secure()) {
            try {
                wire.secure(diagnosis.chain(access));
            } catch (IOException e) {
                wire.close();
                throw e;
            }
        }
        return wire;
    }

    private Finding unanswered(Wire wire, Exception e) {
        if (e instanceof SocketTimeoutException || wire.isCut()) {
            return OllamaFindings.silent(url, wire.millis());
        }
        if (e instanceof SSLException && String.valueOf(e.getMessage()).contains("certificate")) {
            return TlsFindings.certificateWanted(url, access.identity() != null);
        }
        return !url.secure() && speaksTls() ? Findings.secureExpected(url) : Findings.broken(url);
    }

    /** Whether a certificate comes when TLS is spoken, whatever it is worth. */
    private boolean speaksTls() {
        SeenChain seen = diagnosis.chain(access);
        try (Wire wire =
                Wire.connect(
                        address, url, access, diagnosis.patienceMillis(), diagnosis.scheduler())) {
            wire.secure(seen);
            return true;
        } catch (IOException e) {
            return !seen.chain().isEmpty();
        }
    }
}
