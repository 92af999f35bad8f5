package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A folder as it is stored. */
@Entity
@Table(name = "corral_chat_folder")
public class FolderRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "folder_name")
    String name;

    @Column(name = "system_text")
    String system;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "version")
    long version;

    /** For JPA. */
    protected FolderRow() {}

    FolderRow(String id, String ownerId, long now) {
        this.id = id;
        this.ownerId = ownerId;
        this.createdAt = now;
        this.version = 1;
    }
}
