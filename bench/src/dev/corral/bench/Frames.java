package dev.corral.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of a streamed answer: about 120 bytes as a token of Ollama takes, each with stream,
 * number and the nanosecond at which it was written. Fields have a fixed width, so that all but the
 * stamp can be compared byte for byte.
 */
final class Frames {

    private static final String PATTERN =
            "{\"model\":\"bench\",\"id\":0000000,\"seq\":0000000,\"t\":00000000000000000000,"
                    + "\"response\":\" a word or two\",\"done\":false}\n";
    private static final int ID = PATTERN.indexOf("\"id\":") + 5;
    private static final int SEQ = PATTERN.indexOf("\"seq\":") + 6;
    private static final int STAMP = PATTERN.indexOf("\"t\":") + 4;
    private static final int STAMP_DIGITS = 20;

    /** Bytes of one frame. */
    static final int LENGTH = PATTERN.length();

    private Frames() {}

    /** A frame with that stamp. */
    static byte[] frame(int id, int seq, long stamp) {
        byte[] frame = PATTERN.getBytes(StandardCharsets.US_ASCII);
        digits(frame, ID, 7, id);
        digits(frame, SEQ, 7, seq);
        digits(frame, STAMP, STAMP_DIGITS, stamp);
        return frame;
    }

    private static void digits(byte[] into, int from, int width, long value) {
        for (int i = from + width - 1; i >= from; i--) {
            into[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
    }

    /** The stamp of the frame in these bytes, or -1 if they are not exactly this frame. */
    static long stamp(byte[] bytes, int id, int seq) {
        long stamp = 0;
        for (int i = STAMP; i < STAMP + STAMP_DIGITS; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            stamp = stamp * 10 + bytes[i] - '0';
        }
        return java.util.Arrays.equals(bytes, frame(id, seq, stamp)) ? stamp : -1;
    }

    /** Checks the frames of one stream as they come, however they are cut. */
    static final class Reader {

        private final int id;
        private final byte[] frame = new byte[LENGTH];
        private int have;
        private int seq;
        private boolean exact = true;

        Reader(int id) {
            this.id = id;
        }

        /** What a frame's arrival is told to. */
        interface Arrival {
            void frame(int seq, long delay);
        }

        void read(ByteBuffer bytes, long now, Arrival arrival) {
            while (bytes.hasRemaining()) {
                int n = Math.min(bytes.remaining(), LENGTH - have);
                bytes.get(frame, have, n);
                have += n;
                if (have == LENGTH) {
                    have = 0;
                    long stamp = stamp(frame, id, seq);
                    exact &= stamp >= 0;
                    arrival.frame(seq++, now - stamp);
                }
            }
        }

        /** Whether exactly these many frames came and nothing else. */
        boolean isWhole(int frames) {
            return exact && have == 0 && seq == frames;
        }
    }
}
