package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A message as it is stored. Plain data of this room; changed only inside of {@link Shelf#change},
 * and by {@link Saver} while it grows.
 */
@Entity
@Table(name = "corral_chat_message")
public class MessageRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "chat")
    String chat;

    @Column(name = "parent")
    String parent;

    @Column(name = "ordinal")
    long ordinal;

    @Column(name = "said_by")
    String role;

    @Column(name = "content")
    String content;

    @Column(name = "thinking")
    String thinking;

    @Column(name = "files")
    String files;

    @Column(name = "tool_calls")
    String toolCalls;

    @Column(name = "model")
    String model;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "stands")
    String state;

    @Column(name = "error_text")
    String error;

    @Column(name = "stats")
    String stats;

    @Column(name = "logprobs")
    String logprobs;

    @Column(name = "parameters_text")
    String parameters;

    @Column(name = "client_id")
    String clientId;

    @Column(name = "node")
    String node;

    @Column(name = "version")
    long version;

    /** In bytes, as it is counted in its chat's. */
    @Column(name = "byte_count")
    long size;

    /** For JPA. */
    protected MessageRow() {}

    MessageRow(String id, String chat, String parent, String role, long ordinal, long now) {
        this.id = id;
        this.chat = chat;
        this.parent = parent;
        this.role = role;
        this.ordinal = ordinal;
        this.createdAt = now;
        this.content = "";
        this.state = "whole";
        this.version = 1;
    }

    boolean isQuestion() {
        return role.equals("user");
    }

    /** Whether somebody is still writing it. */
    boolean isUnderWay() {
        return state.equals("waiting") || state.equals("growing");
    }
}
