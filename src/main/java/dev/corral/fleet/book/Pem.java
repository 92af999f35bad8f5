package dev.corral.fleet.book;

import dev.corral.words.Unfit;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys as people have them in files; says what is wrong with others. */
final class Pem {

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern KEY = block("PRIVATE KEY");
    private static final Pattern OTHER_KEY =
            Pattern.compile("-----BEGIN (ENCRYPTED|RSA|EC|DSA|OPENSSH) PRIVATE KEY-----");
    private static final int MOST_CERTIFICATES = 50;

    private Pem() {}

    private static Pattern block(String name) {
        return Pattern.compile(
                "-----BEGIN " + name + "-----([A-Za-z0-9+/=\\s]+)-----END " + name + "-----");
    }

    /**
     * The certificates of a text, in its order.
     *
     * @throws IllegalArgumentException when there is none, or one cannot be read
     */
    static List<X509Certificate> certificates(String text) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher matcher = CERTIFICATE.matcher(text);
        while (matcher.find()) {
            found.add(certificate(matcher.group(1)));
        }
        if (found.isEmpty() || found.size() > MOST_CERTIFICATES) {
            throw Unfit.of(
                    "pem.none", "it is no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    private static X509Certificate certificate(String base64) {
        try {
            Certificate one =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(decode(base64)));
            if (one instanceof X509Certificate certificate) {
                return certificate;
            }
        } catch (CertificateException e) {
            throw Unfit.of("pem.damaged", "a certificate in it is damaged").by(e);
        }
        throw Unfit.of("pem.kind", "a certificate in it is of an unknown kind");
    }

    /**
     * The private key of a text.
     *
     * @throws IllegalArgumentException when there is none, it is encrypted, or of another form than
     *     PKCS#8; the message repeats nothing of it
     */
    static PrivateKey key(String text) {
        Matcher matcher = KEY.matcher(text);
        if (!matcher.find()) {
            throw OTHER_KEY.matcher(text).find()
                    ? Unfit.of(
                            "pem.old-key",
                            "it is encrypted or of an older form; openssl pkcs8 -topk8 -nocrypt -in key.pem turns it into the right form")
                    : Unfit.of(
                            "pem.no-key", "it is no key in PEM form (-----BEGIN PRIVATE KEY-----)");
        }
        byte[] encoded = decode(matcher.group(1));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException another) {
                continue;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        throw Unfit.of(
                "pem.key-kind", "it is a key of an unknown kind (RSA, EC and Ed25519 are known)");
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw Unfit.of("pem.block", "a block in it is damaged").by(e);
        }
    }

    /** Whether the key is the certificate's. */
    static boolean belong(PrivateKey key, X509Certificate certificate) {
        PublicKey theirs = certificate.getPublicKey();
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        byte[] sample = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(theirs);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
