package dev.corral.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The container roles that a person had at the last login. The key is a hash of the name, as some
 * databases take two names for one that differ in case only.
 */
@Entity
@Table(name = "corral_principal")
public class PrincipalRow {

    private static final String SEPARATOR = "\n";

    @Id
    @Column(name = "id")
    private String id;

    @Column(name = "principal_name")
    private String name;

    @Column(name = "held_roles")
    private String held;

    @Column(name = "seen_at")
    private long seenAt;

    @Column(name = "change_number")
    private long changeNumber;

    /** For JPA. */
    protected PrincipalRow() {}

    PrincipalRow(String name) {
        this.id = idOf(name);
        this.name = name;
    }

    static String idOf(String name) {
        return HexFormat.of().formatHex(Sha256.of(name));
    }

    void saw(Set<String> heldNow, Instant when, long newChangeNumber) {
        held = String.join(SEPARATOR, new TreeSet<>(heldNow));
        seenAt = when.toEpochMilli();
        changeNumber = newChangeNumber;
    }

    String name() {
        return name;
    }

    Set<String> held() {
        return held == null || held.isEmpty()
                ? Set.of()
                : new LinkedHashSet<>(List.of(held.split(SEPARATOR)));
    }

    Instant seenAt() {
        return Instant.ofEpochMilli(seenAt);
    }
}
