package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A start of Corral that writes answers, and when it was last seen. */
@Entity
@Table(name = "corral_chat_node")
public class NodeRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "seen_at")
    long seenAt;

    /** For JPA. */
    protected NodeRow() {}

    NodeRow(String id, long seenAt) {
        this.id = id;
        this.seenAt = seenAt;
    }
}
