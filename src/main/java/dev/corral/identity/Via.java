package dev.corral.identity;

/** How a caller proved who it is. */
public enum Via {
    /** A session of the container (FORM, SPNEGO, OpenID Connect, client certificate). */
    SESSION,
    /** {@code Authorization: Basic}, checked by the container's realm. */
    BASIC,
    /** A Corral API key. */
    KEY;

    /** The name in JSON answers: {@code session}, {@code basic}, {@code key}. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
