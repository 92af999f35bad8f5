package dev.corral.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/** An API key as it is stored: never the secret, only its hash. Rows of revoked keys stay. */
@Entity
@Table(name = "corral_api_key")
public class ApiKeyRow {

    @Id
    @Column(name = "id")
    private String id;

    @Column(name = "key_owner")
    private String owner;

    @Column(name = "key_name")
    private String name;

    @Column(name = "secret_hash")
    private String secretHash;

    @Column(name = "secret_end")
    private String secretEnd;

    @Column(name = "scopes")
    private String scopes;

    @Column(name = "in_path")
    private int inPath;

    @Column(name = "created_at")
    private long createdAt;

    @Column(name = "expires_at")
    private Long expiresAt;

    @Column(name = "revoked_at")
    private Long revokedAt;

    @Column(name = "revoked_by")
    private String revokedBy;

    @Column(name = "used_at")
    private Long usedAt;

    @Column(name = "used_from")
    private String usedFrom;

    @Column(name = "change_number")
    private long changeNumber;

    /** For JPA. */
    protected ApiKeyRow() {}

    ApiKeyRow(ApiKey key, byte[] hash, long changeNumber) {
        this.id = key.id();
        this.owner = key.owner();
        this.name = key.name();
        this.secretHash = HexFormat.of().formatHex(hash);
        this.secretEnd = key.secretEnd();
        this.scopes = String.join(",", new TreeSet<>(key.scopes()));
        this.inPath = key.inPath() ? 1 : 0;
        this.createdAt = key.createdAt().toEpochMilli();
        this.expiresAt = key.expiresAt() == null ? null : key.expiresAt().toEpochMilli();
        this.changeNumber = changeNumber;
    }

    String id() {
        return id;
    }

    String owner() {
        return owner;
    }

    byte[] hash() {
        return HexFormat.of().parseHex(secretHash);
    }

    boolean isRevoked() {
        return revokedAt != null;
    }

    void revoke(Instant when, String by, long newChangeNumber) {
        revokedAt = when.toEpochMilli();
        revokedBy = by;
        changeNumber = newChangeNumber;
    }

    ApiKey key() {
        return new ApiKey(
                id,
                owner,
                name,
                secretEnd,
                Set.of(scopes.split(",")),
                inPath != 0,
                Instant.ofEpochMilli(createdAt),
                instant(expiresAt),
                instant(usedAt),
                usedFrom);
    }

    private static Instant instant(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
