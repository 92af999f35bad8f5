package dev.corral.identity;

/** Text from outside, made fit for one line of a log. */
final class LogText {

    private static final int MAX = 100;

    private LogText() {}

    /** The text without anything but printable characters, and not too long. */
    static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX)
                .forEach(
                        c ->
                                line.appendCodePoint(
                                        Character.isLetterOrDigit(c) || " -_.@\\/+".indexOf(c) >= 0
                                                ? c
                                                : '?'));
        return line.toString();
    }
}
