package dev.corral.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an archive, row by row. */
final class ArchiveWriter implements AutoCloseable {

    /** ASCII only, so that text with half a character in it comes back as it was. */
    static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private final ZipOutputStream zip;

    ArchiveWriter(OutputStream out) {
        this.zip = new ZipOutputStream(out);
    }

    static ObjectMapper mapper() {
        return new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.INDENT_OUTPUT);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes all rows of a table. */
    Manifest.Content table(Table table, Rows rows, Progress progress)
            throws IOException, SQLException {
        Manifest.Content empty =
                new Manifest.Content(
                        table.name(),
                        table.columns().stream().map(Table.Column::name).toList(),
                        0,
                        0,
                        "");
        zip.putNextEntry(new ZipEntry(empty.entry()));
        Counting counting = new Counting(zip);
        DigestOutputStream digest = new DigestOutputStream(counting, sha256());
        long[] count = new long[1];
        try (JsonGenerator json = JSON.createGenerator(digest)) {
            json.setRootValueSeparator(null);
            rows.each(
                    table,
                    values -> {
                        json.writeStartArray();
                        for (int i = 0; i < values.length; i++) {
                            if (values[i] == null) {
                                json.writeNull();
                            } else {
                                table.columns().get(i).kind().write(json, values[i]);
                            }
                        }
                        json.writeEndArray();
                        json.writeRaw('\n');
                        count[0]++;
                        progress.rows(1);
                    });
        }
        digest.flush();
        zip.closeEntry();
        return new Manifest.Content(
                empty.name(),
                empty.columns(),
                count[0],
                counting.bytes,
                HexFormat.of().formatHex(digest.getMessageDigest().digest()));
    }

    /** Writes the end. */
    void manifest(Manifest manifest) throws IOException {
        zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
        zip.write(mapper().writeValueAsBytes(manifest));
        zip.closeEntry();
        zip.finish();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static final class Counting extends OutputStream {

        private final OutputStream out;
        private long bytes;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
        }
    }
}
