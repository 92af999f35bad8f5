package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What search keeps of a message: which groups of letters it may have; see {@link Grams}. */
@Entity
@Table(name = "corral_chat_trace")
public class TraceRow {

    @Id
    @Column(name = "message")
    String message;

    @Column(name = "chat")
    String chat;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "ordinal")
    long ordinal;

    @Column(name = "grams")
    byte[] grams;

    /** For JPA. */
    protected TraceRow() {}

    TraceRow(String message, String chat, String ownerId, long ordinal, byte[] grams) {
        this.message = message;
        this.chat = chat;
        this.ownerId = ownerId;
        this.ordinal = ordinal;
        this.grams = grams;
    }
}
