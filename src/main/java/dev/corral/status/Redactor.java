package dev.corral.status;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes out of a text what nobody outside may read: known secrets, what looks like one, and unless
 * wanted the names of people. The last line of defence: texts are made without secrets in the first
 * place. Immutable.
 */
final class Redactor {

    static final String MASK = "•••";

    private static final int SHORTEST_SECRET = 4;
    private static final int SHORTEST_NAME = 2;

    private static final Pattern SECRET_NAME =
            Pattern.compile(
                    "(?i).*(passw|pwd|secret|token|credential|api.?key|private.?key|passphrase|authorization|cookie).*");

    /** A value after a word that announces a secret, in properties, JSON, URLs and headers. */
    private static final Pattern ANNOUNCED =
            Pattern.compile(
                    "(?i)([\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[-_]?key|private[-_]?key|credentials?)[\\w.-]*\\\\?[\"']?\\s*[=:]\\s*\\\\?[\"']?)(?!null\\b|true\\b|false\\b|•)([^\\s\"',;&}\\\\]+)");

    private static final Pattern HEADER =
            Pattern.compile("(?i)\\b(Bearer|Basic|Negotiate|Digest)(\\s+)([A-Za-z0-9+/_.~=-]{6,})");
    private static final Pattern COOKIE =
            Pattern.compile("(?i)\\b(Cookie|JSESSIONID\\w*)(\\s*[=:]\\s*)([^\\s\"]+)");
    private static final Pattern OWN_KEY = Pattern.compile("crl_[A-Za-z0-9_-]{4,}");
    private static final Pattern KEY_IN_PATH = Pattern.compile("(/k/)(?!-)([^/\\s\"]{6,})");
    private static final Pattern OTHER_KEY =
            Pattern.compile(
                    "\\b(?:sk|hf|ghp|gho|xox[bp]|AKIA|eyJ)[-_A-Za-z0-9][-_.A-Za-z0-9]{12,}");
    private static final Pattern IN_URL = Pattern.compile("(://)([^/@\\s\"]+)(@)");
    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
                    Pattern.DOTALL);

    private final List<String> secrets;
    private final List<String> names;

    /**
     * @param secrets values that must not appear; short ones cannot be told from other text
     * @param names people; empty to leave them in
     */
    Redactor(Collection<String> secrets, Collection<String> names) {
        this.secrets =
                secrets.stream()
                        .filter(Objects::nonNull)
                        .map(String::strip)
                        .filter(secret -> secret.length() >= SHORTEST_SECRET)
                        .distinct()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .toList();
        this.names =
                names.stream()
                        .filter(name -> name.length() >= SHORTEST_NAME)
                        .distinct()
                        .sorted(
                                Comparator.comparing(String::length)
                                        .reversed()
                                        .thenComparing(Comparator.naturalOrder()))
                        .toList();
    }

    /** The values of variables and properties whose names announce a secret. */
    static Stream<String> announcedBy(Map<?, ?> variables) {
        return variables.entrySet().stream()
                .filter(entry -> SECRET_NAME.matcher(String.valueOf(entry.getKey())).matches())
                .map(entry -> String.valueOf(entry.getValue()));
    }

    String clean(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, MASK);
        }
        clean = PEM.matcher(clean).replaceAll(MASK);
        clean = OWN_KEY.matcher(clean).replaceAll(MASK);
        clean = KEY_IN_PATH.matcher(clean).replaceAll("$1" + MASK);
        clean = IN_URL.matcher(clean).replaceAll("$1" + MASK + "$3");
        clean = HEADER.matcher(clean).replaceAll("$1$2" + MASK);
        clean = COOKIE.matcher(clean).replaceAll("$1$2" + MASK);
        clean = ANNOUNCED.matcher(clean).replaceAll("$1" + MASK);
        clean = OTHER_KEY.matcher(clean).replaceAll(MASK);
        return withoutNames(clean);
    }

    /** The same person has the same number in the whole bundle. */
    private String withoutNames(String text) {
        String clean = text;
        for (int i = 0; i < names.size(); i++) {
            Pattern name =
                    Pattern.compile(
                            "(?<![\\p{L}\\p{N}_-])"
                                    + Pattern.quote(names.get(i))
                                    + "(?![\\p{L}\\p{N}_-])",
                            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
            clean = name.matcher(clean).replaceAll(Matcher.quoteReplacement("person-" + (i + 1)));
        }
        return clean;
    }
}
