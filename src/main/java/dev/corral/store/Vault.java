package dev.corral.store;

import dev.corral.words.Sentence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database (AES-256-GCM) with a key in a file of the data folder, so that
 * neither the database nor its backups tell them. The file is made when the first secret is locked,
 * readable by its owner only, and never replaced. Thread-safe.
 */
public final class Vault {

    /** The name of the file in the data folder. */
    public static final String FILE = "secrets.key";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String FORM = "1";

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    /** Why a secret cannot be locked or opened, in words for an administrator. */
    public static final class Closed extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Sentence said;

        Closed(Sentence said, Throwable cause) {
            super(said.text(), cause);
            this.said = said;
        }

        /** Why, and what to do. */
        public Sentence said() {
            return said;
        }
    }

    /** A vault with the key file of that data folder. */
    public Vault(Home home) {
        this.file = home.path().resolve(FILE);
    }

    /** Where the key is, for people. */
    public String file() {
        return file.toString();
    }

    /** Whether there is a key file, readable or not. */
    public boolean hasKey() {
        return Files.exists(file);
    }

    /**
     * Encrypts a text.
     *
     * @param place what it belongs to; the same has to be named to open it
     * @param mayMakeKey whether a key file may be made if there is none
     */
    public String lock(String text, String place, boolean mayMakeKey) throws Closed {
        byte[] key = mayMakeKey && !hasKey() ? make() : read();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, place);
            byte[] locked = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] both = Arrays.copyOf(nonce, nonce.length + locked.length);
            System.arraycopy(locked, 0, both, nonce.length, locked.length);
            return FORM + "." + idOf(key) + "." + Base64.getEncoder().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Decrypts what {@link #lock} made.
     *
     * @throws Closed when the key file is missing, unreadable or another one, or the text was
     *     changed
     */
    public String open(String locked, String place) throws Closed {
        String[] parts = locked.split("\\.", 3);
        if (parts.length != 3 || !parts[0].equals(FORM)) {
            throw new Closed(
                    Sentence.of(
                            "vault.newer",
                            "A secret in the database was written by a newer version of Corral."),
                    null);
        }
        byte[] key = read();
        if (!idOf(key).equals(parts[1])) {
            throw new Closed(
                    Sentence.of(
                            "vault.other",
                            "The key file {file} is not the one that this secret was encrypted with: put the right one back (from the backup, or from the node where the"
                                    + " secret was saved), or enter the secret again.",
                            "file",
                            file),
                    null);
        }
        try {
            byte[] both = Base64.getDecoder().decode(parts[2]);
            Cipher cipher =
                    cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(both, NONCE_BYTES), place);
            return new String(
                    cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES),
                    StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new Closed(
                    Sentence.of(
                            "vault.changed",
                            "A secret in the database was changed there and cannot be used: enter it again."),
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, String place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Tells keys apart without telling them. */
    private static String idOf(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] read() throws Closed {
        try {
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        } catch (NoSuchFileException e) {
            throw new Closed(
                    Sentence.of(
                            "vault.missing",
                            "The key file {file} is missing: put it back (from the backup, or from the node where the secrets were saved), readable for the user of this"
                                    + " server only, or enter the secrets again.",
                            "file",
                            file),
                    e);
        } catch (IOException e) {
            throw new Closed(
                    Sentence.of(
                            "vault.unreadable",
                            "The key file {file} cannot be read ({error}): give it to the user of this server ({user}).",
                            "file",
                            file,
                            "error",
                            e.getClass().getSimpleName(),
                            "user",
                            System.getProperty("user.name")),
                    e);
        } catch (IllegalArgumentException e) {
            throw new Closed(
                    Sentence.of(
                            "vault.damaged",
                            "The key file {file} is damaged: put the right one back from the backup, or move it away and enter the secrets again.",
                            "file",
                            file),
                    null);
        }
    }

    private byte[] make() throws Closed {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            // Written beside and linked into place: nobody ever reads half a key.
            Path fresh = Files.createTempFile(file.getParent(), FILE, ".tmp", ownerOnly());
            try {
                Files.writeString(
                        fresh,
                        Base64.getEncoder().encodeToString(key) + "\n",
                        StandardOpenOption.SYNC);
                place(fresh);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new Closed(
                    Sentence.of(
                            "vault.unwritable",
                            "The key file {file} cannot be written ({error}): make room, and give the folder to the user of this server ({user}).",
                            "file",
                            file,
                            "error",
                            e.getClass().getSimpleName(),
                            "user",
                            System.getProperty("user.name")),
                    e);
        }
        // Another process may have been faster: its key counts.
        return read();
    }

    private void place(Path fresh) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException other) {
            return;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            if (!Files.exists(file)) {
                Files.move(fresh, file);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Who besides its owner may read the key file, for a warning; empty where that is unknown. */
    public Set<String> openTo() {
        try {
            return Files.getPosixFilePermissions(file).stream()
                    .map(Enum::name)
                    .filter(name -> !name.startsWith("OWNER"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException | UnsupportedOperationException e) {
            return Set.of();
        }
    }
}
