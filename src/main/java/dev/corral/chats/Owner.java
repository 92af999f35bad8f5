package dev.corral.chats;

import dev.corral.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whose a thing is: the one place that decides whether a caller may touch what has an owner. Names
 * are kept as hashes, which every database compares exactly, whatever its collation.
 */
final class Owner {

    private Owner() {}

    /** What stands for the caller in the database. */
    static String of(Caller caller) {
        return of(caller.name());
    }

    static String of(String name) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /**
     * Lets only the owner go on.
     *
     * @param thing null if there is none
     * @param ownerId whose it is
     * @return the thing
     * @throws ChatProblem 404 when there is none, and just so when it is somebody else's
     */
    static <T> T require(Caller caller, T thing, String ownerId) {
        if (thing == null || !of(caller).equals(ownerId)) {
            throw ChatProblem.notFound();
        }
        return thing;
    }
}
