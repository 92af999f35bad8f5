package dev.corral.fleet.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A change of a backend, never changed again; holds no secret. */
@Entity
@Table(name = "corral_backend_change")
public class BackendChangeRow {

    @Id
    @Column(name = "id")
    private String id;

    @Column(name = "url")
    private String url;

    @Column(name = "version")
    private long version;

    @Column(name = "changed_at")
    private long at;

    @Column(name = "changed_by")
    private String by;

    @Column(name = "what")
    private String what;

    @Column(name = "options_after")
    private String after;

    /** For JPA. */
    protected BackendChangeRow() {}

    BackendChangeRow(
            String url, long version, Instant at, String by, String what, String optionsAfter) {
        this.id = UUID.randomUUID().toString();
        this.url = url;
        this.version = version;
        this.at = at.toEpochMilli();
        this.by = by;
        this.what = what;
        this.after = optionsAfter;
    }

    BackendStore.Past past() {
        return new BackendStore.Past(version, Instant.ofEpochMilli(at), by, what);
    }
}
