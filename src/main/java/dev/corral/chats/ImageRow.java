package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An image of a message, with its bytes. */
@Entity
@Table(name = "corral_chat_image")
public class ImageRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "chat")
    String chat;

    @Column(name = "message")
    String message;

    @Column(name = "ordinal")
    long ordinal;

    @Column(name = "mime")
    String type;

    @Column(name = "byte_count")
    long size;

    @Column(name = "width")
    Integer width;

    @Column(name = "height")
    Integer height;

    @Column(name = "content")
    byte[] content;

    /** For JPA. */
    protected ImageRow() {}

    ImageRow(String id, String chat, String message, long ordinal, Image image) {
        this.id = id;
        this.chat = chat;
        this.message = message;
        this.ordinal = ordinal;
        this.type = image.type();
        this.size = image.bytes().length;
        this.width = image.width();
        this.height = image.height();
        this.content = image.bytes();
    }

    ImageRow(ImageRow other, String id, String chat, String message) {
        this.id = id;
        this.chat = chat;
        this.message = message;
        this.ordinal = other.ordinal;
        this.type = other.type;
        this.size = other.size;
        this.width = other.width;
        this.height = other.height;
        this.content = other.content;
    }
}
