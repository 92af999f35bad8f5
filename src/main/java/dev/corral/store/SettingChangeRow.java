package dev.corral.store;

import dev.corral.settings.SettingsStore;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A change of a setting, never changed again. */
@Entity
@Table(name = "corral_setting_change")
public class SettingChangeRow {

    @Id
    @Column(name = "id")
    private String id;

    @Column(name = "setting_key")
    private String key;

    @Column(name = "version")
    private long version;

    @Column(name = "changed_at")
    private long at;

    @Column(name = "changed_by")
    private String by;

    @Column(name = "text_before")
    private String before;

    @Column(name = "text_after")
    private String after;

    /** For JPA. */
    protected SettingChangeRow() {}

    SettingChangeRow(SettingsStore.Change change) {
        this.id = UUID.randomUUID().toString();
        this.key = change.key();
        this.version = change.version();
        this.at = change.at().toEpochMilli();
        this.by = change.by();
        this.before = change.before();
        this.after = change.after();
    }

    SettingsStore.Change change() {
        return new SettingsStore.Change(key, version, Instant.ofEpochMilli(at), by, before, after);
    }
}
