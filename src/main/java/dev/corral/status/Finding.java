package dev.corral.status;

import dev.corral.settings.BaseUrl;
import dev.corral.words.Sentence;
import java.util.Map;

/**
 * What a diagnosis found to be wrong.
 *
 * @param cause a fixed word for programs and the page's help
 * @param code the finer word by which {@code what} and {@code remedy} are found in other languages
 * @param what a sentence that says what is wrong
 * @param remedy sentences that say what to do
 * @param suggestedUrl a URL that probably works, or null
 * @param values what was filled into both
 */
public record Finding(
        String cause,
        String code,
        String what,
        String remedy,
        String suggestedUrl,
        Map<String, Object> values) {

    /**
     * A finding.
     *
     * @param code written out, as the two texts, since a test looks for them
     * @param what the text with a {@code {hole}} for each value
     * @param remedy the same
     */
    static Finding of(
            String cause, String code, String what, String remedy, Object... namesAndValues) {
        Map<String, Object> values = Sentence.values(namesAndValues);
        return new Finding(
                cause,
                code,
                Sentence.fill(what, values),
                Sentence.fill(remedy, values),
                null,
                values);
    }

    Finding suggest(BaseUrl url) {
        return new Finding(cause, code, what, remedy, url.toString(), values);
    }

    /** What is wrong, as a sentence of its own. */
    Sentence said() {
        return new Sentence(code + ".what", what, values);
    }
}
