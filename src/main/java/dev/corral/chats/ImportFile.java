package dev.corral.chats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Goes through a file of chats, one chat in memory at a time, whatever is in the file. */
final class ImportFile {

    /** About so much memory one chat may take; a larger one is left out. */
    static final long CHAT = 48L << 20;

    private static final long FOLDER = 1 << 20;
    private static final int DEPTH = 500;
    private static final Set<String> LISTS = Set.of("chats", "conversations");
    private static final JsonFactory JSON =
            new JsonFactoryBuilder()
                    // Names of members are ids here: kept ones would fill the memory.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH)
                                    .maxStringLength((int) CHAT)
                                    .maxNameLength(10_000)
                                    .build())
                    .build();

    private ImportFile() {}

    /** Hears of what is in the file. */
    interface Reader {
        /** A chat of any format. */
        void chat(JsonNode chat) throws IOException;

        /** A folder of our own format. */
        void folder(JsonNode folder);

        /** A chat that is too large. */
        void tooLarge();

        /**
         * So far it was read.
         *
         * @return false to end here
         */
        boolean at(long bytes);
    }

    /**
     * Reads.
     *
     * @throws IOException when the file is no JSON, or none of chats
     */
    static void read(Path file, Reader reader) throws IOException {
        try (Counted in = new Counted(Files.newInputStream(file));
                JsonParser parser = JSON.createParser(in)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                chats(parser, reader, in);
            } else if (first == JsonToken.START_OBJECT) {
                object(parser, reader, in);
            } else {
                throw new IOException("no list of chats");
            }
        }
    }

    private static void object(JsonParser parser, Reader reader, Counted in) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && LISTS.contains(name)) {
                if (!chats(parser, reader, in)) {
                    return;
                }
            } else if (value == JsonToken.START_ARRAY && name.equals("folders")) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    JsonNode folder = Tree.read(parser, FOLDER);
                    if (folder != null) {
                        reader.folder(folder);
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private static boolean chats(JsonParser parser, Reader reader, Counted in) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new IOException("the file ends in the middle");
            }
            JsonNode chat = Tree.read(parser, CHAT);
            if (chat == null) {
                reader.tooLarge();
            } else {
                reader.chat(chat);
            }
            if (!reader.at(in.count)) {
                return false;
            }
        }
        return true;
    }

    /** Counts what was read of the file, as not every parser does. */
    private static final class Counted extends FilterInputStream {

        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count += Math.max(0, n);
            return n;
        }
    }
}
