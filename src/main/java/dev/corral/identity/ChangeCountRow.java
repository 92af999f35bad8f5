package dev.corral.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * Counts the changes of an area, so that other nodes see cheaply that there is something new,
 * whatever their clocks say. Who changes something counts first and so holds the row until it
 * commits: numbers become visible in their order.
 */
@Entity
@Table(name = "corral_change_count")
public class ChangeCountRow {

    static final String IDENTITY = "identity";

    @Id
    @Column(name = "area")
    private String area;

    @Column(name = "changes")
    private long changes;

    /** For JPA. */
    protected ChangeCountRow() {}
}
