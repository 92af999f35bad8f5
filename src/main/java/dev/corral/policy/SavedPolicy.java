package dev.corral.policy;

import java.time.Instant;

/**
 * A version of the policy as it was saved.
 *
 * @param version counts from 1
 * @param by the name of the administrator
 * @param note why, in the administrator's words; may be empty
 * @param rules the JSON, or null for the policy that Corral comes with
 */
public record SavedPolicy(long version, Instant at, String by, String note, String rules) {}
