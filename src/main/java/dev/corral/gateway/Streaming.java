package dev.corral.gateway;

/** Whether a route's answer comes in parts, and who decides it. */
public enum Streaming {
    /** The answer is one value, whatever the request says. */
    NEVER,
    /** In parts unless the request says {@code "stream":false} (Ollama's own face). */
    UNLESS_REFUSED,
    /** In parts only if the request says {@code "stream":true} (the OpenAI and Anthropic faces). */
    IF_ASKED;

    /**
     * Whether the answer to a request may come in parts.
     *
     * @param asked the request's {@code stream} member, or null when it is absent or null
     */
    public boolean streams(Boolean asked) {
        return switch (this) {
            case NEVER -> false;
            case UNLESS_REFUSED -> asked == null || asked;
            case IF_ASKED -> asked != null && asked;
        };
    }
}
