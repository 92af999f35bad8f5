package dev.corral.gateway.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate that is made for one run of the tests. */
final class TestTls {
    static final String PASSWORD = "test-only";
    private static Path keys;
    private static SSLContext context;

    private TestTls() {}

    /** The key store's file. */
    static synchronized String keys() throws IOException, InterruptedException {
        if (keys == null) {
            Path folder = Files.createTempDirectory("corral-tls");
            Path made = folder.resolve("keys.p12");
            folder.toFile().deleteOnExit();
            made.toFile().deleteOnExit();
            String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            Process process =
                    new ProcessBuilder(
                                    List.of(
                                            keytool,
                                            "-genkeypair",
                                            "-keyalg",
                                            "EC",
                                            "-dname",
                                            "CN=localhost",
                                            "-alias",
                                            "test",
                                            "-storetype",
                                            "PKCS12",
                                            "-storepass",
                                            PASSWORD,
                                            "-keystore",
                                            made.toString()))
                            .redirectErrorStream(true)
                            .start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
            keys = made;
        }
        return keys.toString();
    }

    /** For both sides. */
    static synchronized SSLContext context()
            throws IOException, InterruptedException, GeneralSecurityException {
        if (context == null) {
            context = load();
        }
        return context;
    }

    private static SSLContext load()
            throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(keys()))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return made;
    }
}
