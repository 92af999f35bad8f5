package dev.corral.policy;

import dev.corral.words.Sentence;

/**
 * What the policy says to a request.
 *
 * @param allowed whether it may go on
 * @param ruleId the id of the rule that made it; {@value #DEFAULT} when no rule allows it, {@value
 *     #OFFLINE} when offline mode refuses it
 * @param said a sentence that names the rule; fit for the client
 */
public record Decision(boolean allowed, String ruleId, Sentence said) {
    /** Stands for the rule that what nobody allowed is refused. */
    public static final String DEFAULT = "default";

    /** The sentence in English. */
    public String reason() {
        return said.text();
    }

    /** Stands for offline mode. */
    public static final String OFFLINE = "offline";
}
