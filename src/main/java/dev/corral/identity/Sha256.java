package dev.corral.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256. Any thread may use it. */
final class Sha256 {

    private Sha256() {}

    /** The hash of a text in UTF-8, 32 bytes. */
    static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** The first 64 bits of a hash, by which it is looked up before all of it is compared. */
    static long prefix(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }
}
