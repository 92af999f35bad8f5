package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A chat as it is stored. Plain data of this room; changed only inside of {@link Shelf#change}. */
@Entity
@Table(name = "corral_chat")
public class ChatRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "title")
    String title;

    @Column(name = "titled")
    String titled;

    @Column(name = "folder")
    String folder;

    @Column(name = "tags")
    String tags;

    @Column(name = "pinned")
    int pinned;

    @Column(name = "archived")
    int archived;

    @Column(name = "shared")
    int shared;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "updated_at")
    long updatedAt;

    @Column(name = "model")
    String model;

    @Column(name = "system_text")
    String system;

    @Column(name = "parameters_text")
    String parameters;

    @Column(name = "leaf")
    String leaf;

    @Column(name = "version")
    long version;

    /** Of all that belongs to it, in bytes; kept by {@link DatabaseShelf} and {@link Saved}. */
    @Column(name = "byte_count")
    long size;

    /** For JPA. */
    protected ChatRow() {}

    ChatRow(String id, String ownerId, long now) {
        this.id = id;
        this.ownerId = ownerId;
        this.tags = "";
        this.createdAt = now;
        this.updatedAt = now;
        this.version = 1;
    }

    /** A copy, which nobody else changes. */
    ChatRow copy() {
        ChatRow copy = new ChatRow(id, ownerId, createdAt);
        copy.take(this);
        return copy;
    }

    /** Takes over all that may change. */
    void take(ChatRow other) {
        title = other.title;
        titled = other.titled;
        folder = other.folder;
        tags = other.tags;
        pinned = other.pinned;
        archived = other.archived;
        shared = other.shared;
        updatedAt = other.updatedAt;
        model = other.model;
        system = other.system;
        parameters = other.parameters;
        leaf = other.leaf;
        version = other.version;
    }
}
