import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Shared by the Java programs: where Corral is, and how a result is told (see python/checks.py). */
final class Checks {
    static final String BASE = env("CORRAL_URL").replaceAll("/+$", "");
    static final String USER = env("CORRAL_USER");
    static final String ADMIN = env("CORRAL_ADMIN");
    static final String USER_KEY = env("CORRAL_USER_KEY");
    static final String USER_PATH_KEY = env("CORRAL_USER_PATH_KEY");
    static final String ADMIN_KEY = env("CORRAL_ADMIN_KEY");
    static final String ADMIN_PATH_KEY = env("CORRAL_ADMIN_PATH_KEY");
    static final String CHAT = env("CORRAL_CHAT_MODEL");
    static final String EMBED = env("CORRAL_EMBED_MODEL");
    static final String WRONG_KEY =
            USER_KEY.substring(0, USER_KEY.length() - 6)
                    + (USER_KEY.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA");
    static final int WORDS =
            Integer.parseInt(System.getenv().getOrDefault("CORRAL_WORDS", "8"));

    private static final Pattern ONLY =
            Pattern.compile(System.getenv().getOrDefault("CORRAL_ONLY", ""));

    private Checks() {}

    /** What is tried: its value is the note of the line, its exception a failure. */
    interface Action {
        Object run() throws Exception;
    }

    static String env(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set; use the command `run`");
        }
        return value;
    }

    static String name(String pair) {
        return pair.substring(0, pair.indexOf(':'));
    }

    static String password(String pair) {
        return pair.substring(pair.indexOf(':') + 1);
    }

    static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static void check(String client, String credential, String operation, Action action) {
        if (!ONLY.matcher(credential + ' ' + operation).find()) {
            return;
        }
        try {
            Object note = action.run();
            say(client, credential, operation, "ok", note == null ? "" : note.toString());
        } catch (Exception | LinkageError problem) {
            if (System.getenv("CORRAL_TRACE") != null) {
                problem.printStackTrace();
            }
            say(client, credential, operation, "FAIL", problem.toString());
        }
    }

    static void say(String client, String credential, String operation, String result, String why) {
        String text = why.replaceAll("\\s+", " ");
        for (String secret :
                List.of(USER_KEY, USER_PATH_KEY, ADMIN_KEY, ADMIN_PATH_KEY, password(USER))) {
            text = text.replace(secret, "***");
        }
        text = text.substring(0, Math.min(300, text.length()));
        System.out.println(String.join("\t", client, credential, operation, result, text));
    }

    static void need(boolean condition, String what) {
        if (!condition) {
            throw new AssertionException(what);
        }
    }

    /** Passes if the action fails with a text that has one of these words. */
    static String refused(Action action, String... words) {
        String seen;
        try {
            action.run();
            seen = null;
        } catch (Exception problem) {
            StringBuilder text = new StringBuilder();
            for (Throwable t = problem; t != null; t = t.getCause()) {
                text.append(t).append(' ');
            }
            seen = text.toString();
        }
        need(seen != null, "not refused");
        for (String word : words) {
            if (seen.contains(word)) {
                return "refused: " + word;
            }
        }
        throw new AssertionException("refused otherwise: " + seen);
    }

    /** A result that is not as it should be. */
    static final class AssertionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AssertionException(String what) {
            super(what);
        }
    }
}
