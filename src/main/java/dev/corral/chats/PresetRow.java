package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Saved parameters. */
@Entity
@Table(name = "corral_preset")
public class PresetRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "preset_name")
    String name;

    @Column(name = "model")
    String model;

    @Column(name = "system_text")
    String system;

    @Column(name = "parameters_text")
    String parameters;

    @Column(name = "version")
    long version;

    /** For JPA. */
    protected PresetRow() {}

    PresetRow(String id, String ownerId) {
        this.id = id;
        this.ownerId = ownerId;
        this.version = 1;
    }
}
