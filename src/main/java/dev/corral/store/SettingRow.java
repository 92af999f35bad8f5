package dev.corral.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A saved setting. The version is counted by hand, so that it survives a row that goes back to the
 * default.
 */
@Entity
@Table(name = "corral_setting")
public class SettingRow {

    @Id
    @Column(name = "setting_key")
    private String key;

    @Column(name = "setting_text")
    private String text;

    @Column(name = "version")
    private long version;

    /** For JPA. */
    protected SettingRow() {}

    SettingRow(String key, String text) {
        this.key = key;
        this.text = text;
        this.version = 1;
    }

    String key() {
        return key;
    }

    String text() {
        return text;
    }

    long version() {
        return version;
    }
}
