package dev.corral.fleet.book;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of a TLS connection. Immutable; equal when made from the same certificates and key.
 */
public final class TlsIdentity {

    private static final char[] NO_PASSWORD = new char[0];

    private final List<X509Certificate> authorities;
    private final List<X509Certificate> own;
    private final PrivateKey key;

    /**
     * An identity.
     *
     * @param authorities the only ones that are trusted; empty for those of the JVM
     * @param own the client certificate with its chain, or empty for none
     * @param key the client certificate's key, or null for none
     */
    TlsIdentity(List<X509Certificate> authorities, List<X509Certificate> own, PrivateKey key) {
        this.authorities = List.copyOf(authorities);
        this.own = List.copyOf(own);
        this.key = key;
    }

    /** The authorities as a key store, or null for those of the JVM. */
    public KeyStore authorities() {
        if (authorities.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = empty();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What proves to a server who Corral is; null when nothing does. */
    public KeyManager[] keyManagers() {
        if (key == null) {
            return null;
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("own", key, NO_PASSWORD, own.toArray(X509Certificate[]::new));
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A context of these certificates. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities());
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsIdentity that
                && authorities.equals(that.authorities)
                && own.equals(that.own)
                && Objects.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(authorities, own);
    }

    @Override
    public String toString() {
        return "certificates";
    }
}
