package dev.corral.words;

/**
 * What was asked for is not possible, in a sentence for who asked. Its message is the English text.
 */
public abstract class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Sentence said;

    /** With the sentence. */
    protected Refused(Sentence said) {
        this(said, null);
    }

    /** With what it comes from, for the log. */
    protected Refused(Sentence said, Throwable cause) {
        super(said.text(), cause);
        this.said = said;
    }

    /** The sentence. */
    public final Sentence said() {
        return said;
    }
}
