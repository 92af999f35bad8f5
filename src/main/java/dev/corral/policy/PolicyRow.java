package dev.corral.policy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A version of the policy, never changed again; the highest is in force. Its number is its key, so
 * that only one of two changes at once gets in.
 */
@Entity
@Table(name = "corral_policy")
public class PolicyRow {

    @Id
    @Column(name = "version")
    private long version;

    @Column(name = "saved_at")
    private long at;

    @Column(name = "saved_by")
    private String by;

    @Column(name = "note")
    private String note;

    @Column(name = "rules")
    private String rules;

    /** For JPA. */
    protected PolicyRow() {}

    PolicyRow(SavedPolicy saved) {
        this.version = saved.version();
        this.at = saved.at().toEpochMilli();
        this.by = saved.by();
        this.note = saved.note();
        this.rules = saved.rules();
    }

    long version() {
        return version;
    }

    long at() {
        return at;
    }

    String by() {
        return by;
    }

    String note() {
        return note;
    }

    String rules() {
        return rules;
    }
}
