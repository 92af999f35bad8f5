package dev.corral.policy;

/** Strict UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The length of the sequence that begins at a byte that is not ASCII. */
    static int lengthAt(byte[] in, int at, int end) throws BadBody {
        int lead = in[at] & 0xff;
        int length =
                lead >= 0xC2 && lead < 0xE0
                        ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > end || !secondFits(lead, in[at + 1] & 0xff)) {
            throw invalid();
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((in[i] & 0xC0) != 0x80) {
                throw invalid();
            }
        }
        return length;
    }

    private static boolean secondFits(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0 && second < 0xC0;
            case 0xED -> second >= 0x80 && second < 0xA0;
            case 0xF0 -> second >= 0x90 && second < 0xC0;
            case 0xF4 -> second >= 0x80 && second < 0x90;
            default -> (second & 0xC0) == 0x80;
        };
    }

    private static BadBody invalid() {
        return new BadBody("The body is not valid UTF-8.");
    }
}
