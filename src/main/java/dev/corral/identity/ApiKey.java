package dev.corral.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What may be told about an API key; immutable, without its secret.
 *
 * @param id opaque
 * @param owner the name of the person whom it belongs to
 * @param name what its owner calls it
 * @param secretEnd the last four characters of the secret, to tell keys apart
 * @param scopes what it is good for; never empty
 * @param inPath whether it may stand in the path of a URL
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param usedAt when it was last used, or null; may lag by a minute
 * @param usedFrom the address of the last use, or null
 */
public record ApiKey(
        String id,
        String owner,
        String name,
        String secretEnd,
        Set<String> scopes,
        boolean inPath,
        Instant createdAt,
        Instant expiresAt,
        Instant usedAt,
        String usedFrom) {

    public ApiKey {
        Objects.requireNonNull(id);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(createdAt);
        scopes = Set.copyOf(scopes);
    }
}
