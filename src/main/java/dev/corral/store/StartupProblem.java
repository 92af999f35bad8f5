package dev.corral.store;

import dev.corral.settings.InvalidSetting;
import dev.corral.words.Sentence;

/**
 * Why Corral cannot start, in words for the person who can change that. Shown on a page to whoever
 * comes, so it names no password; it may name settings, folders and data sources.
 */
public final class StartupProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Sentence title;
    private final transient Sentence whatHappened;
    private final transient Sentence whatToDo;

    private StartupProblem(
            Sentence title, Sentence whatHappened, Sentence whatToDo, Throwable cause) {
        super(title + ": " + whatHappened + " " + whatToDo, cause);
        this.title = title;
        this.whatHappened = whatHappened;
        this.whatToDo = whatToDo;
    }

    /**
     * A problem.
     *
     * @param code by which the three texts are found in other languages; written out, as they are,
     *     since a test looks for them
     * @param title a few words
     * @param whatHappened sentences, with a {@code {hole}} for each value
     * @param whatToDo the same
     * @param cause for the log only, may be null
     */
    public static StartupProblem of(
            String code,
            String title,
            String whatHappened,
            String whatToDo,
            Throwable cause,
            Object... namesAndValues) {
        return new StartupProblem(
                Sentence.of(code + ".title", title, namesAndValues),
                Sentence.of(code + ".what", whatHappened, namesAndValues),
                Sentence.of(code + ".do", whatToDo, namesAndValues),
                cause);
    }

    /** Settings that cannot be read. */
    public static StartupProblem of(InvalidSetting e) {
        return e.problems().size() == 1
                ? of(
                        "start.setting",
                        "A setting cannot be used",
                        "{why}",
                        "Correct the value at the place that is named, then start the application again. Corral does not guess what was meant.",
                        null,
                        "why",
                        e.said())
                : of(
                        "start.settings",
                        "{n} settings cannot be used",
                        "{why}",
                        "Correct the value at the place that is named, then start the application again. Corral does not guess what was meant.",
                        null,
                        "n",
                        e.problems().size(),
                        "why",
                        e.said());
    }

    /** A few words. */
    public String title() {
        return title.text();
    }

    /** What happened; may have line breaks. */
    public String whatHappened() {
        return whatHappened.text();
    }

    /** What to do about it. */
    public String whatToDo() {
        return whatToDo.text();
    }

    /** All of it. */
    public Sentence said() {
        return Sentence.of(
                "start.problem",
                "{title}. {what} {do}",
                "title",
                title,
                "what",
                whatHappened,
                "do",
                whatToDo);
    }
}
