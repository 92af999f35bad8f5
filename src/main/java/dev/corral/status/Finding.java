package dev.corral.status;

import dev.corral.settings.BaseUrl;

/**
 * What a diagnosis found to be wrong.
 *
 * @param cause a fixed word for programs and the page's help
 * @param what a sentence that says what is wrong
 * @param remedy sentences that say what to do
 * @param suggestedUrl a URL that probably works, or null
 */
public record Finding(String cause, String what, String remedy, String suggestedUrl) {

    static Finding of(String cause, String what, String remedy) {
        return new Finding(cause, what, remedy, null);
    }

    Finding suggest(BaseUrl url) {
        return new Finding(cause, what, remedy, url.toString());
    }
}
