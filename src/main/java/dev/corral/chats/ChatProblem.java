package dev.corral.chats;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** Why something with a chat is not possible, in words for who asked. */
public class ChatProblem extends Refused {

    private static final long serialVersionUID = 1;

    private final int status;

    ChatProblem(int status, Sentence said) {
        super(said);
        this.status = status;
    }

    /** There is no such thing, or it is not the caller's: both look alike. */
    static ChatProblem notFound() {
        return new ChatProblem(
                404, Sentence.of("api.nothing", "There is nothing at this address."));
    }

    /** What only the author of a program meets. */
    static ChatProblem bad(String message) {
        return bad(Sentence.plain(message));
    }

    static ChatProblem bad(Sentence said) {
        return new ChatProblem(400, said);
    }

    static ChatProblem tooLarge(Sentence said) {
        return new ChatProblem(413, said);
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
            super(
                    409,
                    Sentence.of(
                            "chat.stale",
                            "This was changed elsewhere meanwhile. Look at it as it is now."));
            this.current = current;
        }

        /** The state that there is; fit to be written as JSON. */
        public Object current() {
            return current;
        }
    }
}
