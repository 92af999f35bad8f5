package dev.corral.chats;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Somebody who may read a shared chat. */
@Entity
@Table(name = "corral_chat_reader")
public class ReaderRow {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "share_id")
    String share;

    @Column(name = "reader_id")
    String readerId;

    /** For JPA. */
    protected ReaderRow() {}

    ReaderRow(String id, String share, String readerId) {
        this.id = id;
        this.share = share;
        this.readerId = readerId;
    }
}
