package dev.corral.status;

import dev.corral.fleet.book.Access;
import dev.corral.settings.BaseUrl;
import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** One diagnosis, on one thread. */
final class DiagnosisRun {

    private static final int MOST_ADDRESSES = 4;
    private static final Duration SOON = Duration.ofDays(14);

    private final Diagnosis diagnosis;
    private final String text;
    private final String model;
    private final Access access;
    private final Steps steps = new Steps();
    private final List<Finding> warnings = new ArrayList<>();
    private BaseUrl url;
    private InetAddress address;
    private OllamaCheck check;

    DiagnosisRun(Diagnosis diagnosis, String text, String model, Access access) {
        this.access = access;
        this.diagnosis = diagnosis;
        this.text = text.strip();
        this.model = model;
    }

    Report run() {
        Finding problem = null;
        try {
            steps.step("url", this::readUrl);
            List<InetAddress> addresses = new ArrayList<>();
            steps.step("names", () -> resolve(addresses));
            steps.step("tcp", () -> connect(addresses));
            if (url.secure()) {
                steps.step("tls", this::secure);
            }
            check = new OllamaCheck(diagnosis, url, address, access, warnings);
            check.run(steps, model);
        } catch (Found found) {
            problem = found.finding();
        }
        return new Report(
                url == null ? withoutCredentials(text) : url.toString(),
                problem == null,
                steps.done(),
                problem,
                warnings,
                diagnosis.container(),
                check == null ? null : check.version(),
                check == null ? null : check.count(),
                check == null ? List.of() : check.offered());
    }

    private static String withoutCredentials(String text) {
        int at = text.lastIndexOf('@');
        int from = text.indexOf("//");
        return at < 0
                ? text
                : (from < 0 || from > at ? "" : text.substring(0, from + 2))
                        + "…"
                        + text.substring(at);
    }

    private Sentence readUrl() throws Found {
        try {
            url = BaseUrl.parse(text);
            return Sentence.plain(url.toString());
        } catch (IllegalArgumentException e) {
            Finding finding = Findings.url(Unfit.why(e));
            throw new Found(BaseUrl.suggest(text).map(finding::suggest).orElse(finding));
        }
    }

    /** What is connected to: the server, or the proxy on the way. */
    private BaseUrl next() {
        return access.proxy() == null
                ? url
                : new BaseUrl("http", access.proxy().host(), access.proxy().port());
    }

    private Sentence resolve(List<InetAddress> addresses) throws Found {
        if (access.proxy() != null) {
            refuseBehindProxy();
        }
        Future<InetAddress[]> answer =
                diagnosis.workers().submit(() -> diagnosis.resolver().resolve(next().host()));
        try {
            InetAddress[] found = answer.get(diagnosis.patienceMillis(), TimeUnit.MILLISECONDS);
            Arrays.stream(found).limit(MOST_ADDRESSES).forEach(addresses::add);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new Found(Findings.dnsSlow(next()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw new Found(Findings.dns(next()));
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Found(Findings.dnsSlow(next()));
        }
        for (InetAddress each : addresses) {
            // One that is refused refuses all: a name must not lead there by chance.
            var refusal = AddressRules.refusal(each, diagnosis.offline());
            if (refusal.isPresent()) {
                throw new Found(Findings.refusedAddress(each, refusal.get()));
            }
        }
        return Sentence.plain(
                addresses.stream()
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", ")));
    }

    /** A proxy finds the address by itself; one that is written out is looked at here. */
    private void refuseBehindProxy() throws Found {
        String host = url.host();
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        try {
            if (literal) {
                InetAddress written = InetAddress.getByName(host);
                var refusal = AddressRules.refusal(written, diagnosis.offline());
                if (refusal.isPresent()) {
                    throw new Found(Findings.refusedAddress(written, refusal.get()));
                }
            } else if (diagnosis.offline() || host.endsWith("metadata.google.internal")) {
                throw new Found(Findings.unknownBehindProxy(host));
            }
        } catch (UnknownHostException e) {
            throw new Found(Findings.dns(url));
        }
    }

    /** Tries all addresses at the same time; the first of the list that accepts is used. */
    private Sentence connect(List<InetAddress> addresses) throws Found {
        List<Future<Finding>> attempts = new ArrayList<>();
        for (InetAddress each : addresses) {
            attempts.add(diagnosis.workers().submit(() -> attempt(each)));
        }
        List<Sentence> results = new ArrayList<>();
        Finding first = null;
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress each = addresses.get(i);
            Finding finding = result(attempts.get(i), each);
            if (finding == null) {
                address = address == null ? each : address;
                results.add(accepts(each));
            } else {
                first = first == null ? finding : first;
                results.add(
                        Sentence.of(
                                "step.tcp-not",
                                "{address} does not ({cause})",
                                "address",
                                each.getHostAddress(),
                                "cause",
                                finding.cause()));
                if (address == null && finding.cause().equals("firewall")) {
                    warnings.add(Findings.slowAddress(next(), each));
                }
            }
        }
        if (address == null) {
            warnings.clear();
            throw new Found(first);
        }
        return Sentence.of("step.tcp-all", "{results}", "results", results);
    }

    private Sentence accepts(InetAddress each) {
        return Sentence.of(
                "step.tcp",
                "{address} port {port} accepts connections",
                "address",
                each.getHostAddress(),
                "port",
                next().port());
    }

    private Finding attempt(InetAddress each) {
        try {
            open(each).close();
            return null;
        } catch (IOException e) {
            return unconnected(each, e);
        }
    }

    private Wire open(InetAddress each) throws IOException {
        return Wire.connect(each, url, access, diagnosis.patienceMillis(), diagnosis.scheduler());
    }

    private Finding result(Future<Finding> attempt, InetAddress each) {
        try {
            return attempt.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Findings.silentDrop(next(), each);
        }
    }

    private Finding unconnected(InetAddress each, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return Findings.silentDrop(next(), each);
        }
        if (e instanceof NoRouteToHostException
                || !(e instanceof ConnectException)
                || says(e, "unreachable")) {
            return Findings.unreachable(each);
        }
        return says(e, "timed out")
                ? Findings.silentDrop(next(), each)
                : Findings.nothingListens(next(), each, diagnosis.container());
    }

    private static boolean says(Exception e, String words) {
        return e.getMessage() != null && e.getMessage().contains(words);
    }

    private Sentence secure() throws Found {
        SeenChain seen = diagnosis.chain(access);
        try (Wire wire = open(address)) {
            wire.secure(seen);
            return certificate(seen.chain());
        } catch (Wire.ProxySaid e) {
            throw new Found(Findings.proxyRefuses(next(), e.status()));
        } catch (SSLException e) {
            throw new Found(TlsFindings.of(url, e, seen.chain(), diagnosis.clock().instant()));
        } catch (IOException e) {
            throw new Found(Findings.broken(url));
        }
    }

    private Sentence certificate(List<X509Certificate> chain) {
        X509Certificate own = chain.get(0);
        Instant end = own.getNotAfter().toInstant();
        if (end.isBefore(diagnosis.clock().instant().plus(SOON))) {
            warnings.add(TlsFindings.endsSoon(url, end));
        }
        return Sentence.of(
                "step.tls",
                "certificate of {owner}, issued by {issuer}, valid until {end}; certificates in the chain: {n}",
                "owner",
                own.getSubjectX500Principal().getName(),
                "issuer",
                own.getIssuerX500Principal().getName(),
                "end",
                end,
                "n",
                chain.size());
    }
}
