package dev.corral.fleet.book;

import dev.corral.settings.BaseUrl;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A backend as administrators see it.
 *
 * @param name what it is called, given or not
 * @param options what was said of it
 * @param version what a change has to name
 * @param listed whether the setting has its URL; what is said of others waits for the URL to return
 * @param spec what the fleet sees, or null while it cannot be used
 * @param problem why it cannot be used, or null
 */
public record Entry(
        BaseUrl url,
        String name,
        Options options,
        long version,
        boolean listed,
        BackendSpec spec,
        String problem) {

    private static final int ID_BYTES = 8;

    /** Names the backend in paths; made from its URL. */
    public String id() {
        return idOf(url);
    }

    /** The memory for models with its unit, or null. */
    public String vram() {
        return BackendRules.vramText(options.vram());
    }

    static String idOf(BaseUrl url) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(url.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
