/**
 * Who is calling: the {@link dev.corral.identity.Caller}, the filter that finds it (API key, Basic
 * through the container's realm, the container's session), the short-lived credential cache and the
 * API keys. What a caller may do is decided elsewhere.
 */
package dev.corral.identity;
