package dev.corral.models;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A pull as its node told it last. Plain data of this room. */
@Entity
@Table(name = "corral_pull")
public class PullRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "node")
    String node;

    @Column(name = "model")
    String model;

    @Column(name = "backend")
    String backend;

    @Column(name = "started_by")
    String by;

    @Column(name = "stands")
    String state;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "ended_at")
    Long endedAt;

    @Column(name = "seen_at")
    long seenAt;

    @Column(name = "progress")
    String progress;

    /** For JPA. */
    protected PullRow() {}

    PullRow(String id, String node) {
        this.id = id;
        this.node = node;
    }

    boolean isOpen() {
        return endedAt == null;
    }
}
