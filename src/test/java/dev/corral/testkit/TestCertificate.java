package dev.corral.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signed itself, made by the JDK's keytool for one test. */
public final class TestCertificate {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore keys;

    /**
     * Makes one.
     *
     * @param folder for files
     * @param name the host's name that it is made out to
     * @param algorithm {@code EC}, {@code RSA} or {@code Ed25519}
     */
    public TestCertificate(Path folder, String name, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool.toString(),
                                        "-genkeypair",
                                        "-keyalg",
                                        algorithm,
                                        "-alias",
                                        "own",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        file.toString(),
                                        "-storepass",
                                        new String(PASSWORD),
                                        "-dname",
                                        "CN=" + name,
                                        "-ext",
                                        "SAN=dns:" + name))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
    }

    /** The certificate in PEM form. */
    public String pem() throws GeneralSecurityException {
        return pem("CERTIFICATE", keys.getCertificate("own").getEncoded());
    }

    /** Its key in PEM form, PKCS#8. */
    public String keyPem() throws GeneralSecurityException {
        return pem("PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded());
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END "
                + label
                + "-----\n";
    }

    /**
     * What a server needs that shows this certificate.
     *
     * @param clients the certificate that clients have to show, or null
     */
    public SSLContext server(TestCertificate clients) throws GeneralSecurityException, IOException {
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (clients != null) {
            store.setCertificateEntry("client", clients.keys.getCertificate("own"));
        }
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                managers.getKeyManagers(),
                clients == null ? null : trusted.getTrustManagers(),
                null);
        return context;
    }
}
