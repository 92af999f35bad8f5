package dev.corral.chats;

import dev.corral.words.Sentence;

/** How large things may be. Texts count in UTF-16 units, images in bytes. */
final class Limits {
    static final int CONTENT = 8 * 1024 * 1024;
    static final int SYSTEM = 100_000;
    static final int TITLE = 200;
    static final int NAME = 100;
    static final int MODEL = 300;
    static final int TAGS = 20;
    static final int TAG = 60;
    static final int PARAMETERS = 64 * 1024;
    static final int IMAGES = 8;
    static final int IMAGE = 12 * 1024 * 1024;
    static final long PIXELS = 50_000_000;
    static final int FILES = 20;
    static final int MODELS = 4;
    static final int CLIENT_ID = 64;
    static final int FOLDERS = 500;
    static final int PROMPTS = 1_000;
    static final int PRESETS = 200;
    static final int PROMPT = 100_000;
    static final long PROMPTS_TEXT = 4_000_000;
    static final long PROMPTS_SHARED_TEXT = 500_000;
    static final long PROMPTS_LISTED_TEXT = 4_000_000;
    static final int PREFERENCES = 32 * 1024;
    static final int READERS = 200;
    static final int MESSAGES = 20_000;
    static final int TEMPORARY_PER_CALLER = 20;
    static final long TEMPORARY = 32L << 20;
    static final long TEMPORARY_OF_CALLER = 64L << 20;
    static final int PAGE = 500;

    private Limits() {}

    /** Refuses a list limit out of range. */
    static int page(int asked) {
        if (asked < 1 || asked > PAGE) {
            throw ChatProblem.bad("limit is a number from 1 to " + PAGE + ".");
        }
        return asked;
    }

    /** A name in one line. */
    static String name(String given, Sentence what) {
        String name = Text.line(given, NAME);
        if (name == null || given.length() > 4 * NAME) {
            throw ChatProblem.bad(
                    Sentence.of(
                            "name.needed",
                            "{what} needs a name of 1 to {n} characters.",
                            "what",
                            what,
                            "n",
                            NAME));
        }
        return name;
    }

    /** A text that may be absent. */
    static String text(String given, int most, Sentence what) {
        if (given != null && given.length() > most) {
            throw ChatProblem.tooLarge(
                    Sentence.of(
                            "text.large",
                            "{what} may have at most {n} characters.",
                            "what",
                            what,
                            "n",
                            most));
        }
        return given == null || given.isBlank() ? null : Text.clean(given);
    }

    /** A model's name that may be absent; whether it is one, the policy says when it is used. */
    static String model(String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        if (given.length() > MODEL || given.chars().anyMatch(c -> c <= ' ')) {
            throw ChatProblem.bad(
                    Sentence.of(
                            "model.name",
                            "A model's name is one word of at most {n} characters.",
                            "n",
                            MODEL));
        }
        return Text.clean(given);
    }
}
