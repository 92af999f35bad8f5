package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one link to a chat. */
@Entity
@Table(name = "corral_chat_share")
public class ShareRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "chat")
    String chat;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "owner_name")
    String ownerName;

    @Column(name = "leaf")
    String leaf;

    @Column(name = "everyone")
    int everyone;

    @Column(name = "reader_names")
    String readers;

    @Column(name = "created_at")
    long createdAt;

    /** For JPA. */
    protected ShareRow() {}

    ShareRow(String id, String chat, String ownerId, String ownerName, long now) {
        this.id = id;
        this.chat = chat;
        this.ownerId = ownerId;
        this.ownerName = ownerName;
        this.readers = "[]";
        this.createdAt = now;
    }
}
