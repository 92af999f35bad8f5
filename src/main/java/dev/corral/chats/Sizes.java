package dev.corral.chats;

/** How much things take where they are kept, in bytes, about. Pure. */
final class Sizes {

    private static final long CHAT = 1_000;
    private static final long MESSAGE = 500;

    private Sizes() {}

    /** A chat without its messages. */
    static long of(ChatRow chat) {
        return CHAT + of(chat.system) + of(chat.parameters) + of(chat.tags) + of(chat.title);
    }

    /** A message without its images. */
    static long of(MessageRow row) {
        return MESSAGE
                + of(row.content)
                + of(row.thinking)
                + of(row.files)
                + of(row.toolCalls)
                + of(row.logprobs)
                + of(row.parameters);
    }

    /** The bytes of a text in UTF-8. */
    static long of(String text) {
        long bytes = 0;
        for (int i = 0; text != null && i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
