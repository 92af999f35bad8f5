package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What somebody prefers, as one JSON document. */
@Entity
@Table(name = "corral_preference")
public class PreferenceRow {

    @Id
    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "document")
    String document;

    @Column(name = "changed_at")
    long changedAt;

    /** For JPA. */
    protected PreferenceRow() {}

    PreferenceRow(String ownerId) {
        this.ownerId = ownerId;
    }
}
