package dev.corral.status;

import dev.corral.settings.BaseUrl;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLException;

/** Says why a TLS connection was not made. */
final class TlsFindings {

    private TlsFindings() {}

    static Finding of(BaseUrl url, SSLException e, List<X509Certificate> chain, Instant now) {
        if (chain.isEmpty()) {
            return says(e, "unrecognized SSL message") || says(e, "plaintext connection")
                    ? Findings.plainExpected(url)
                    : handshake(url);
        }
        X509Certificate own = chain.get(0);
        if (has(e, CertificateExpiredException.class) || own.getNotAfter().before(Date.from(now))) {
            return Finding.of(
                    "tls-expired",
                    "cause.tls-expired",
                    "The certificate of {host} expired on {end}.",
                    "Renew it on the server, and check the clock of this machine.",
                    "host",
                    url.host(),
                    "end",
                    own.getNotAfter().toInstant());
        }
        if (has(e, CertificateNotYetValidException.class)) {
            return Finding.of(
                    "tls-not-yet-valid",
                    "cause.tls-not-yet-valid",
                    "The certificate of {host} is valid from {begin} only.",
                    "Check the clocks of both machines.",
                    "host",
                    url.host(),
                    "begin",
                    own.getNotBefore().toInstant());
        }
        if (says(e, "No name matching") || says(e, "No subject alternative")) {
            return Finding.of(
                    "tls-name",
                    "cause.tls-name",
                    "The certificate is not made out to {host} but to {owner}.",
                    "Use the name that the certificate has, or give the server a certificate with this name.",
                    "host",
                    url.host(),
                    "owner",
                    own.getSubjectX500Principal().getName());
        }
        return Finding.of(
                "tls-unknown-ca",
                "cause.tls-unknown-ca",
                "The certificate of {host} comes from an authority that this Java does not know: {issuer}.",
                "Add your authority to Java's trust store (Debian: put it into /usr/local/share/ca-certificates and run update-ca-certificates; or"
                        + " -Djavax.net.ssl.trustStore=…), then restart. If the server leaves out an intermediate certificate, let it send the whole chain.",
                "host",
                url.host(),
                "issuer",
                chain.get(chain.size() - 1).getIssuerX500Principal().getName());
    }

    static Finding endsSoon(BaseUrl url, Instant end) {
        return Finding.of(
                "tls-ends-soon",
                "cause.tls-ends-soon",
                "The certificate of {host} expires on {end}.",
                "Renew it on the server before that day.",
                "host",
                url.host(),
                "end",
                end);
    }

    static Finding certificateWanted(BaseUrl url, boolean own) {
        return own
                ? Finding.of(
                        "tls-client-certificate",
                        "cause.client-certificate-refused",
                        "{host} does not take the client certificate.",
                        "Check that the certificate has not expired and comes from an authority that the server knows.",
                        "host",
                        url.host())
                : Finding.of(
                        "tls-client-certificate",
                        "cause.client-certificate-wanted",
                        "{host} wants a client certificate.",
                        "Give this backend a client certificate and its key (Settings, Backends).",
                        "host",
                        url.host());
    }

    private static Finding handshake(BaseUrl url) {
        return Finding.of(
                "tls",
                "cause.tls",
                "No secure connection could be made with {host}.",
                "Check that the port speaks https, and that the server allows TLS 1.2 or 1.3 without a client certificate.",
                "host",
                url.host());
    }

    private static boolean has(Throwable e, Class<? extends Throwable> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(Throwable e, String words) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().contains(words)) {
                return true;
            }
        }
        return false;
    }
}
