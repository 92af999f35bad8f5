package dev.corral.chats;

import dev.corral.words.Sentence;

/**
 * An image as it came: the type is what its first bytes say, never what somebody claims, and only
 * types that browsers show without running anything. It is never decoded here; width and height
 * come from its head.
 *
 * @param type {@code image/png}, {@code image/jpeg}, {@code image/webp} or {@code image/gif}
 * @param width null when the head does not tell
 */
record Image(String type, Integer width, Integer height, byte[] bytes) {

    /**
     * Looks at the head.
     *
     * @throws ChatProblem 400 or 413 when it is no image that may be stored
     */
    static Image of(byte[] bytes) {
        if (bytes.length > Limits.IMAGE) {
            throw ChatProblem.tooLarge(
                    Sentence.of(
                            "image.large",
                            "An image may have at most {n} MB. Make it smaller.",
                            "n",
                            Limits.IMAGE >> 20));
        }
        Image image = sniff(bytes);
        if (image == null) {
            throw ChatProblem.bad(
                    Sentence.of("image.kind", "Images must be PNG, JPEG, WebP or GIF."));
        }
        boolean bomb =
                image.width == null
                        || image.height == null
                        || image.width < 1
                        || image.height < 1
                        || (long) image.width * image.height > Limits.PIXELS;
        if (bomb) {
            throw ChatProblem.bad(
                    Sentence.of(
                            "image.pixels",
                            "An image may have at most {n} million pixels, and must say how many it has.",
                            "n",
                            Limits.PIXELS / 1_000_000));
        }
        return image;
    }

    private static Image sniff(byte[] b) {
        if (starts(b, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n') && b.length > 24) {
            return new Image("image/png", big(b, 16, 4), big(b, 20, 4), b);
        }
        if (starts(b, 0, 'G', 'I', 'F', '8') && b.length > 10) {
            return new Image("image/gif", little(b, 6, 2), little(b, 8, 2), b);
        }
        if (starts(b, 0, 'R', 'I', 'F', 'F') && starts(b, 8, 'W', 'E', 'B', 'P')) {
            return webp(b);
        }
        return starts(b, 0, 0xFF, 0xD8, 0xFF) ? jpeg(b) : null;
    }

    private static Image webp(byte[] b) {
        if (b.length < 30) {
            return null;
        }
        if (starts(b, 12, 'V', 'P', '8', 'X')) {
            return new Image("image/webp", little(b, 24, 3) + 1, little(b, 27, 3) + 1, b);
        }
        if (starts(b, 12, 'V', 'P', '8', 'L')) {
            int bits = little(b, 21, 4);
            return new Image("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, b);
        }
        return starts(b, 12, 'V', 'P', '8', ' ')
                ? new Image("image/webp", little(b, 26, 2) & 0x3FFF, little(b, 28, 2) & 0x3FFF, b)
                : null;
    }

    private static Image jpeg(byte[] b) {
        int at = 2;
        while (at + 9 < b.length) {
            if ((b[at] & 0xFF) != 0xFF) {
                return new Image("image/jpeg", null, null, b);
            }
            int marker = b[at + 1] & 0xFF;
            boolean frame =
                    marker >= 0xC0
                            && marker <= 0xCF
                            && marker != 0xC4
                            && marker != 0xC8
                            && marker != 0xCC;
            if (frame) {
                return new Image("image/jpeg", big(b, at + 7, 2), big(b, at + 5, 2), b);
            }
            boolean alone = marker == 0xFF || marker == 0x01 || marker >= 0xD0 && marker <= 0xD8;
            at += marker == 0xFF ? 1 : alone ? 2 : 2 + Math.max(2, big(b, at + 2, 2));
        }
        return new Image("image/jpeg", null, null, b);
    }

    private static boolean starts(byte[] b, int at, int... expected) {
        if (b.length < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((b[at + i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static int big(byte[] b, int at, int length) {
        int value = 0;
        for (int i = at; i < at + length; i++) {
            value = value << 8 | b[i] & 0xFF;
        }
        return value;
    }

    private static int little(byte[] b, int at, int length) {
        int value = 0;
        for (int i = at + length - 1; i >= at; i--) {
            value = value << 8 | b[i] & 0xFF;
        }
        return value;
    }
}
