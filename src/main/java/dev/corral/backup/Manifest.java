package dev.corral.backup;

import java.time.Instant;
import java.util.List;

/**
 * What an archive says about itself: the entry {@value #ENTRY}, the last one.
 *
 * @param format how archives are built, {@value #FORMAT} now
 * @param product always {@code Corral}
 * @param version the version of Corral that made it
 * @param schema the version of the tables
 * @param database product and version of the database that it was made from
 * @param tables what is in it
 * @param secrets what of secrets is in it, in words
 * @param leftOut files of the data folder that are not in it
 */
public record Manifest(
        int format,
        String product,
        String version,
        int schema,
        Instant createdAt,
        String createdBy,
        String database,
        List<Content> tables,
        String secrets,
        List<String> leftOut) {

    static final int FORMAT = 1;
    static final String PRODUCT = "Corral";
    static final String ENTRY = "manifest.json";

    /**
     * A table.
     *
     * @param columns in the order of the values of each row
     * @param bytes of its entry, unpacked
     * @param sha256 of the same, hexadecimal
     */
    public record Content(String name, List<String> columns, long rows, long bytes, String sha256) {

        /** The name of its entry. */
        String entry() {
            return "tables/" + name + ".ndjson";
        }
    }

    /** All rows. */
    public long rows() {
        return tables.stream().mapToLong(Content::rows).sum();
    }

    /** All bytes, unpacked. */
    public long bytes() {
        return tables.stream().mapToLong(Content::bytes).sum();
    }
}
