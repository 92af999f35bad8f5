package dev.corral.chats;

/** Why something with a chat is not possible, in words for who asked. */
public class ChatProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    ChatProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** There is no such thing, or it is not the caller's: both look alike. */
    static ChatProblem notFound() {
        return new ChatProblem(404, "There is nothing at this address.");
    }

    static ChatProblem bad(String message) {
        return new ChatProblem(400, message);
    }

    static ChatProblem tooLarge(String message) {
        return new ChatProblem(413, message);
    }

    /** The HTTP status that fits. */
    public int status() {
        return status;
    }

    /** A change was made from an older state than there is. */
    public static final class Stale extends ChatProblem {
        private static final long serialVersionUID = 1;

        private final transient Object current;

        Stale(Object current) {
            super(409, "This was changed elsewhere meanwhile. Look at it as it is now.");
            this.current = current;
        }

        /** The state that there is; fit to be written as JSON. */
        public Object current() {
            return current;
        }
    }
}
