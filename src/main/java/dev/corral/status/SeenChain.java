package dev.corral.status;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Checks certificates as the JVM does, and keeps the chain that came, so that a refusal can be
 * explained. One thread only.
 */
final class SeenChain implements X509TrustManager {

    private final X509TrustManager checks;
    private List<X509Certificate> chain = List.of();

    /** Checks against these authorities, or against the JVM's when null. */
    SeenChain(KeyStore authorities) {
        this.checks = checks(authorities);
    }

    private static X509TrustManager checks(KeyStore authorities) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager checks) {
                    return checks;
                }
            }
            throw new IllegalStateException("the JVM checks no certificates");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The chain that the server showed, its own certificate first; empty before. */
    List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain = Arrays.asList(certificates.clone());
        checks.checkServerTrusted(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        checks.checkClientTrusted(certificates, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return checks.getAcceptedIssuers();
    }
}
