package dev.corral.words;

/** A text or value that cannot be used; its message is the part of a sentence that says why. */
public final class Unfit extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient Sentence why;

    private Unfit(Sentence why, Throwable cause) {
        super(why.text(), cause);
        this.why = why;
    }

    /** As {@link Sentence#of}. */
    public static Unfit of(String code, String english, Object... namesAndValues) {
        return new Unfit(Sentence.of(code, english, namesAndValues), null);
    }

    /** The same, with what it was found by, for the log. */
    public Unfit by(Throwable cause) {
        return new Unfit(why, cause);
    }

    /** Why something was refused; the plain message of an exception that is none of these. */
    public static Sentence why(IllegalArgumentException e) {
        return e instanceof Unfit unfit && unfit.why != null
                ? unfit.why
                : Sentence.plain(String.valueOf(e.getMessage()));
    }
}
