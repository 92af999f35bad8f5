package dev.corral.fleet.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * What was said of a backend. The version is counted by hand and survives what is taken back: then
 * the options are null.
 */
@Entity
@Table(name = "corral_backend")
public class BackendRow {

    @Id
    @Column(name = "url")
    private String url;

    @Column(name = "version")
    private long version;

    @Column(name = "options")
    private String options;

    @Column(name = "secrets")
    private String secrets;

    /** For JPA. */
    protected BackendRow() {}

    BackendRow(String url, String options, String secrets) {
        this.url = url;
        this.version = 1;
        this.options = options;
        this.secrets = secrets;
    }

    String url() {
        return url;
    }

    long version() {
        return version;
    }

    String options() {
        return options;
    }

    String secrets() {
        return secrets;
    }
}
