package dev.corral.policy;

/**
 * What the policy says to a request.
 *
 * @param allowed whether it may go on
 * @param ruleId the id of the rule that made it; {@value #DEFAULT} when no rule allows it, {@value
 *     #OFFLINE} when offline mode refuses it
 * @param reason a sentence that names the rule; fit for the client
 */
public record Decision(boolean allowed, String ruleId, String reason) {
    /** Stands for the rule that what nobody allowed is refused. */
    public static final String DEFAULT = "default";

    /** Stands for offline mode. */
    public static final String OFFLINE = "offline";
}
