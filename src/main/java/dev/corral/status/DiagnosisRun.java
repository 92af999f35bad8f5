package dev.corral.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.settings.BaseUrl;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/** One diagnosis, on one thread. */
final class DiagnosisRun {

    private static final int MOST_ADDRESSES = 4;
    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 4 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Diagnosis diagnosis;
    private final String text;
    private final List<Report.Step> steps = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private BaseUrl url;
    private InetAddress address;
    private String version;
    private Integer models;

    /** Ends a run with what was found. */
    private static final class Stop extends Exception {
        private final transient Finding finding;

        Stop(Finding finding) {
            super(finding.what());
            this.finding = finding;
        }
    }

    /** A step that says what it saw. */
    private interface Work {
        String run() throws Stop;
    }

    DiagnosisRun(Diagnosis diagnosis, String text) {
        this.diagnosis = diagnosis;
        this.text = text.strip();
    }

    Report run() {
        Finding problem = null;
        try {
            step("url", this::readUrl);
            List<InetAddress> addresses = new ArrayList<>();
            step("names", () -> resolve(addresses));
            step("tcp", () -> connect(addresses));
            if (url.secure()) {
                step("tls", this::secure);
            }
            step("root", this::root);
            step("version", this::version);
            step("models", this::models);
        } catch (Stop stop) {
            problem = stop.finding;
        }
        String asked = url == null ? text : url.toString();
        return new Report(
                asked,
                problem == null,
                steps,
                problem,
                warnings,
                diagnosis.container(),
                version,
                models);
    }

    private void step(String id, Work work) throws Stop {
        long begin = System.nanoTime();
        try {
            String detail = work.run();
            steps.add(new Report.Step(id, true, since(begin), detail));
        } catch (Stop stop) {
            steps.add(new Report.Step(id, false, since(begin), stop.finding.what()));
            throw stop;
        }
    }

    private static long since(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private String readUrl() throws Stop {
        try {
            url = BaseUrl.parse(text);
            return url.toString();
        } catch (IllegalArgumentException e) {
            Finding finding = Findings.url(e.getMessage());
            throw new Stop(BaseUrl.suggest(text).map(finding::suggest).orElse(finding));
        }
    }

    private String resolve(List<InetAddress> addresses) throws Stop {
        Future<InetAddress[]> answer =
                diagnosis.scheduler().submit(() -> diagnosis.resolver().resolve(url.host()));
        try {
            InetAddress[] found = answer.get(diagnosis.patienceMillis(), TimeUnit.MILLISECONDS);
            Arrays.stream(found).limit(MOST_ADDRESSES).forEach(addresses::add);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new Stop(Findings.dnsSlow(url));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw new Stop(Findings.dns(url));
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop(Findings.dnsSlow(url));
        }
        for (InetAddress each : addresses) {
            // One that is refused refuses all: a name must not lead there by chance.
            var refusal = AddressRules.refusal(each, diagnosis.offline());
            if (refusal.isPresent()) {
                throw new Stop(Findings.refusedAddress(each, refusal.get()));
            }
        }
        return addresses.stream()
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }

    private String connect(List<InetAddress> addresses) throws Stop {
        List<String> results = new ArrayList<>();
        Finding first = null;
        for (InetAddress each : addresses) {
            try {
                Wire.connect(each, url, diagnosis.patienceMillis(), diagnosis.scheduler()).close();
                address = each;
                results.add(each.getHostAddress() + " port " + url.port() + " accepts connections");
                return String.join("; ", results);
            } catch (IOException e) {
                Finding finding = unconnected(each, e);
                first = first == null ? finding : first;
                results.add(each.getHostAddress() + " does not (" + finding.cause() + ")");
            }
        }
        throw new Stop(first);
    }

    private Finding unconnected(InetAddress each, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return Findings.silentDrop(url, each);
        }
        if (e instanceof NoRouteToHostException
                || !(e instanceof ConnectException)
                || says(e, "unreachable")) {
            return Findings.unreachable(each);
        }
        return says(e, "timed out")
                ? Findings.silentDrop(url, each)
                : Findings.nothingListens(url, each, diagnosis.container());
    }

    private static boolean says(Exception e, String words) {
        return e.getMessage() != null && e.getMessage().contains(words);
    }

    private String secure() throws Stop {
        SeenChain seen = new SeenChain(diagnosis.authorities());
        try (Wire wire = open()) {
            wire.secure(seen);
            X509Certificate own = seen.chain().get(0);
            return "certificate of "
                    + own.getSubjectX500Principal().getName()
                    + ", valid until "
                    + own.getNotAfter().toInstant();
        } catch (SSLException e) {
            throw new Stop(TlsFindings.of(url, e, seen.chain(), diagnosis.clock().instant()));
        } catch (IOException e) {
            throw new Stop(Findings.broken(url));
        }
    }

    private Wire open() throws IOException {
        return Wire.connect(address, url, diagnosis.patienceMillis(), diagnosis.scheduler());
    }

    private String root() throws Stop {
        Wire.Reply reply = get("/", SMALL);
        if (reply.status() == 200 && reply.body().startsWith("Ollama is running")) {
            return "\"Ollama is running\"";
        }
        if (!url.secure() && speaksTls()) {
            throw new Stop(Findings.secureExpected(url));
        }
        boolean mute = reply.status() == 403 && reply.body().isEmpty() && reply.server().isEmpty();
        throw new Stop(mute ? Findings.forbidden(url) : Findings.notOllama(url, reply));
    }

    private Wire.Reply get(String path, int limit) throws Stop {
        try (Wire wire = open()) {
            if (url.secure()) {
                wire.secure(new SeenChain(diagnosis.authorities()));
            }
            try {
                return wire.get(path, limit);
            } catch (IOException | HttpException e) {
                throw new Stop(unanswered(wire, e));
            }
        } catch (IOException e) {
            throw new Stop(Findings.broken(url));
        }
    }

    private Finding unanswered(Wire wire, Exception e) {
        if (e instanceof SocketTimeoutException || wire.isCut()) {
            return Findings.silent(url, wire.millis());
        }
        return !url.secure() && speaksTls() ? Findings.secureExpected(url) : Findings.broken(url);
    }

    /** Whether a certificate comes when TLS is spoken, whatever it is worth. */
    private boolean speaksTls() {
        SeenChain seen = new SeenChain(diagnosis.authorities());
        try (Wire wire = open()) {
            wire.secure(seen);
            return true;
        } catch (IOException e) {
            return !seen.chain().isEmpty();
        }
    }

    private String version() throws Stop {
        JsonNode answer = json("/api/version", SMALL).path("version");
        if (!answer.isTextual() || answer.asText().length() > 60) {
            throw new Stop(Findings.unreadable());
        }
        version = answer.asText();
        if (OllamaVersion.isTooOld(version)) {
            warnings.add(Findings.old(version, OllamaVersion.LOWEST));
        }
        return version;
    }

    private String models() throws Stop {
        JsonNode list = json("/api/tags", LARGE).path("models");
        if (!list.isArray()) {
            throw new Stop(Findings.unreadable());
        }
        models = list.size();
        if (models == 0) {
            throw new Stop(Findings.noModels());
        }
        return models + (models == 1 ? " model" : " models");
    }

    private JsonNode json(String path, int limit) throws Stop {
        Wire.Reply reply = get(path, limit);
        if (reply.status() != 200) {
            throw new Stop(Findings.unreadable());
        }
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new Stop(Findings.unreadable());
        }
    }
}
