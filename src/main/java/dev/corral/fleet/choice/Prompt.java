package dev.corral.fleet.choice;

import java.util.Arrays;

/**
 * A conversation as a chain: for each message a hash of everything up to its end, and how many
 * bytes that is. Two conversations that begin alike have chains that begin alike; that is all that
 * can be told from one, and no text is kept. Immutable.
 */
public final class Prompt {

    /** No messages. */
    public static final Prompt NONE = new Prompt(new long[0], new long[0]);

    private static final long SEED = 0x9E3779B97F4A7C15L;

    private final long[] hashes;
    private final long[] sizes;

    private Prompt(long[] hashes, long[] sizes) {
        this.hashes = hashes;
        this.sizes = sizes;
    }

    /** How many messages. */
    public int length() {
        return hashes.length;
    }

    /** The hash of the messages 0 to {@code index}. */
    public long hash(int index) {
        return hashes[index];
    }

    /** The bytes of the first {@code count} messages. */
    public long size(int count) {
        return count == 0 ? 0 : sizes[count - 1];
    }

    /** The bytes of all messages. */
    public long size() {
        return size(hashes.length);
    }

    /** With how many messages both begin alike. */
    public int common(Prompt other) {
        int most = Math.min(hashes.length, other.hashes.length);
        // Equal hashes at one place mean equal messages before it.
        int low = 0;
        while (low < most) {
            int middle = (low + most + 1) >>> 1;
            if (hashes[middle - 1] == other.hashes[middle - 1]) {
                low = middle;
            } else {
                most = middle - 1;
            }
        }
        return low;
    }

    /** A builder of a chain; not thread-safe. */
    public static Builder builder() {
        return new Builder();
    }

    /** Takes the messages one after the other. */
    public static final class Builder {
        private long[] hashes = new long[8];
        private long[] sizes = new long[8];
        private int count;
        private long hash = SEED;
        private long size;

        private Builder() {}

        /**
         * The next message.
         *
         * @param hash a hash of all that the model sees of it: role, text, images
         * @param bytes its length, or what takes as long to read as so many bytes
         */
        public Builder add(long hash, long bytes) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
                sizes = Arrays.copyOf(sizes, 2 * count);
            }
            this.hash = mix(this.hash * 31 + mix(hash + SEED));
            size += Math.max(0, bytes);
            hashes[count] = this.hash;
            sizes[count++] = size;
            return this;
        }

        /** The next message, as bytes. */
        public Builder add(byte[] message, int from, int length) {
            long h = length;
            int at = from;
            for (int end = from + (length & ~7); at < end; at += 8) {
                h = mix(h ^ word(message, at)) + SEED;
            }
            long rest = 0;
            for (; at < from + length; at++) {
                rest = rest << 8 | message[at] & 0xff;
            }
            return add(mix(h ^ rest), length);
        }

        /** The chain so far. */
        public Prompt build() {
            return count == 0
                    ? NONE
                    : new Prompt(Arrays.copyOf(hashes, count), Arrays.copyOf(sizes, count));
        }

        private static long word(byte[] bytes, int at) {
            long word = 0;
            for (int i = 0; i < 8; i++) {
                word = word << 8 | bytes[at + i] & 0xff;
            }
            return word;
        }

        private static long mix(long value) {
            long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return z ^ z >>> 31;
        }
    }
}
