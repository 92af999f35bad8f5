package dev.corral.fleet.book;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What people look at in a certificate.
 *
 * @param subject whom it is made out to
 * @param until when it ends
 */
public record CertificateFacts(String subject, Instant until) {

    /** The certificates of a text in PEM form that was accepted before; none for null. */
    public static List<CertificateFacts> of(String pem) {
        return pem == null
                ? List.of()
                : Pem.certificates(pem).stream().map(CertificateFacts::of).toList();
    }

    private static CertificateFacts of(X509Certificate one) {
        return new CertificateFacts(
                one.getSubjectX500Principal().getName(), one.getNotAfter().toInstant());
    }
}
