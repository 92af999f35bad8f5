package dev.corral.store;

import dev.corral.settings.InvalidSetting;

/**
 * Why Corral cannot start, in words for the person who can change that. Shown on a page to whoever
 * comes, so it names no password; it may name settings, folders and data sources.
 */
public final class StartupProblem extends RuntimeException {

    private final String title;
    private final String whatHappened;
    private final String whatToDo;

    /**
     * A problem.
     *
     * @param title a few words
     * @param whatHappened sentences
     * @param whatToDo sentences
     * @param cause for the log only, may be null
     */
    public StartupProblem(String title, String whatHappened, String whatToDo, Throwable cause) {
        super(title + ": " + whatHappened + " " + whatToDo, cause);
        this.title = title;
        this.whatHappened = whatHappened;
        this.whatToDo = whatToDo;
    }

    /** Settings that cannot be read. */
    public static StartupProblem of(InvalidSetting e) {
        return new StartupProblem(
                e.problems().size() == 1
                        ? "A setting cannot be used"
                        : e.problems().size() + " settings cannot be used",
                e.getMessage(),
                "Correct the value at the place that is named, then start the application again. Corral does not guess what was meant.",
                null);
    }

    /** A few words. */
    public String title() {
        return title;
    }

    /** What happened; may have line breaks. */
    public String whatHappened() {
        return whatHappened;
    }

    /** What to do about it. */
    public String whatToDo() {
        return whatToDo;
    }
}
