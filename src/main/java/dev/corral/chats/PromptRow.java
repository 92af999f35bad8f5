package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A prompt of the library. */
@Entity
@Table(name = "corral_prompt")
public class PromptRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "owner_name")
    String ownerName;

    @Column(name = "prompt_name")
    String name;

    @Column(name = "prompt_text")
    String text;

    @Column(name = "shared")
    int shared;

    @Column(name = "changed_at")
    long changedAt;

    @Column(name = "version")
    long version;

    /** For JPA. */
    protected PromptRow() {}

    PromptRow(String id, String ownerId, String ownerName) {
        this.id = id;
        this.ownerId = ownerId;
        this.ownerName = ownerName;
        this.version = 1;
    }
}
