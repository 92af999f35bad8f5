package dev.corral.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.corral.words.Sentence;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A backup file that somebody brings, read with suspicion: nothing is unpacked to the disk, nothing
 * is read further than the manifest says, and every row is checked.
 */
final class Archive implements AutoCloseable {

    private static final int LARGEST_MANIFEST = 1 << 20;
    private static final int LONGEST_TEXT = 256 << 20;
    private static final long SMALL_BYTES = 64L << 20;
    private static final long HIGHEST_RATIO = 200;
    private static final String NAMES = "[a-z][a-z0-9_]{0,99}";

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(LONGEST_TEXT)
                                    .maxNestingDepth(4)
                                    .build())
                    .build();

    private final ZipFile zip;
    private final Manifest manifest;

    private Archive(ZipFile zip, Manifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens a file and reads what it says about itself.
     *
     * @param schema the newest version of the tables that is known here
     * @throws BadArchive when it cannot be restored here
     */
    static Archive open(Path file, int schema) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.no-zip",
                            "This is no backup of Corral, or only a part of one: it is not a whole zip file."),
                    e);
        }
        try {
            Manifest manifest = manifest(zip);
            check(manifest, schema);
            checkEntries(zip, manifest);
            if (manifest.bytes() > SMALL_BYTES
                    && manifest.bytes() / HIGHEST_RATIO > Files.size(file)) {
                throw new BadArchive(
                        Sentence.of(
                                "archive.bomb",
                                "This file would become far larger than a backup can when it is unpacked. It is refused."));
            }
            return new Archive(zip, manifest);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Manifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.ENTRY);
        if (entry == null) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.no-manifest",
                            "This zip is no backup of Corral: it has no {entry}.",
                            "entry",
                            Manifest.ENTRY));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
            if (bytes.length > LARGEST_MANIFEST) {
                throw new BadArchive(
                        Sentence.of(
                                "archive.large-manifest",
                                "The manifest of this file is too large to be one."));
            }
            return ArchiveWriter.mapper()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(bytes, Manifest.class);
        } catch (JsonProcessingException | ZipException | EOFException e) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.manifest",
                            "The manifest of this backup cannot be read: it is damaged."),
                    e);
        }
    }

    private static void check(Manifest manifest, int schema) {
        if (!Manifest.PRODUCT.equals(manifest.product()) || manifest.tables() == null) {
            throw new BadArchive(Sentence.of("archive.other", "This zip is no backup of Corral."));
        }
        if (manifest.format() > Manifest.FORMAT || manifest.schema() > schema) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.newer",
                            "This backup was made by a newer Corral ({version}, tables of version {tables}); this one knows version {known}. Deploy the newer Corral,"
                                    + " then restore it there.",
                            "version",
                            manifest.version(),
                            "tables",
                            manifest.schema(),
                            "known",
                            schema));
        }
        if (manifest.format() < 1 || manifest.schema() < 1) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.manifest",
                            "The manifest of this backup cannot be read: it is damaged."));
        }
        for (Manifest.Content table : manifest.tables()) {
            if (table.name() == null
                    || !table.name().matches(NAMES)
                    || table.rows() < 0
                    || table.bytes() < 0
                    || table.sha256() == null
                    || table.columns() == null
                    || table.columns().isEmpty()
                    || !table.columns().stream().allMatch(name -> name.matches(NAMES))) {
                throw new BadArchive(
                        Sentence.of(
                                "archive.manifest",
                                "The manifest of this backup cannot be read: it is damaged."));
            }
        }
    }

    private static void checkEntries(ZipFile zip, Manifest manifest) {
        Set<String> expected = new HashSet<>(Set.of(Manifest.ENTRY));
        manifest.tables().forEach(table -> expected.add(table.entry()));
        int count = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); count++) {
            String name = all.nextElement().getName();
            if (!expected.contains(name)) {
                throw new BadArchive(
                        Sentence.of(
                                "archive.more",
                                "This file has something in it that no backup has."));
            }
        }
        if (count != expected.size() || expected.size() != manifest.tables().size() + 1) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.less",
                            "Something that the manifest names is not in this file."));
        }
    }

    /** What the archive says about itself. */
    Manifest manifest() {
        return manifest;
    }

    /**
     * Reads the rows of a table to the end and checks them.
     *
     * @param table as it is where the rows go: with the same columns, in any order
     * @throws BadArchive when something is not as the manifest or the table says
     */
    void each(Table table, Rows.Taker taker) throws IOException, SQLException {
        Manifest.Content content =
                manifest.tables().stream()
                        .filter(one -> one.name().equals(table.name()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new BadArchive(
                                                Sentence.of(
                                                        "archive.table",
                                                        "{table} is missing in it.",
                                                        "table",
                                                        table.name())));
        int[] places = places(table, content);
        try (Measured in =
                        new Measured(zip.getInputStream(zip.getEntry(content.entry())), content);
                JsonParser json = JSON.createParser(in)) {
            long rows = 0;
            while (json.nextToken() != null) {
                taker.take(row(json, table, places));
                rows++;
            }
            in.finish(rows);
        } catch (JsonProcessingException | ZipException | EOFException e) {
            throw damaged(content, e);
        }
    }

    private static int[] places(Table table, Manifest.Content content) {
        List<String> mine = table.columns().stream().map(Table.Column::name).toList();
        if (!new HashSet<>(mine).equals(new HashSet<>(content.columns()))
                || mine.size() != content.columns().size()) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.columns",
                            "The columns of {table} are not those of the version that this backup says it has.",
                            "table",
                            content.name()));
        }
        return content.columns().stream().mapToInt(table::index).toArray();
    }

    private static Object[] row(JsonParser json, Table table, int[] places) throws IOException {
        if (!json.hasToken(JsonToken.START_ARRAY)) {
            throw wrong(table);
        }
        Object[] values = new Object[places.length];
        for (int place : places) {
            JsonToken token = json.nextToken();
            if (token == null || token.isStructEnd() || token.isStructStart()) {
                throw wrong(table);
            }
            if (token != JsonToken.VALUE_NULL) {
                values[place] = table.columns().get(place).kind().parse(json);
                if (values[place] == null) {
                    throw wrong(table);
                }
            }
        }
        if (json.nextToken() != JsonToken.END_ARRAY) {
            throw wrong(table);
        }
        return values;
    }

    private static BadArchive wrong(Table table) {
        return new BadArchive(
                Sentence.of(
                        "archive.row",
                        "A row of {table} is not what it should be.",
                        "table",
                        table.name()));
    }

    private static BadArchive damaged(Manifest.Content content, Exception e) {
        return new BadArchive(
                Sentence.of(
                        "archive.damaged",
                        "This backup is damaged: {table} cannot be read.",
                        "table",
                        content.name()),
                e);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Counts and hashes, and never gives more than the manifest says. */
    private static final class Measured extends FilterInputStream {

        private final Manifest.Content content;
        private final MessageDigest digest = ArchiveWriter.sha256();
        private long bytes;

        Measured(InputStream in, Manifest.Content content) {
            super(in);
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                bytes += n;
                digest.update(buffer, offset, n);
                if (bytes > content.bytes()) {
                    throw damaged(content, null);
                }
            }
            return n;
        }

        void finish(long rows) {
            if (bytes != content.bytes()
                    || rows != content.rows()
                    || !HexFormat.of().formatHex(digest.digest()).equals(content.sha256())) {
                throw damaged(content, null);
            }
        }
    }
}
