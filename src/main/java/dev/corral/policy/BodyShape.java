package dev.corral.policy;

import static dev.corral.policy.Member.DEBUG_RENDER_ONLY;
import static dev.corral.policy.Member.DESTINATION;
import static dev.corral.policy.Member.FROM;
import static dev.corral.policy.Member.IMAGE;
import static dev.corral.policy.Member.IMAGES;
import static dev.corral.policy.Member.INPUT;
import static dev.corral.policy.Member.INSECURE;
import static dev.corral.policy.Member.INSTRUCTIONS;
import static dev.corral.policy.Member.KEEP_ALIVE;
import static dev.corral.policy.Member.MAX_OUTPUT_TOKENS;
import static dev.corral.policy.Member.MAX_TOKENS;
import static dev.corral.policy.Member.MESSAGES;
import static dev.corral.policy.Member.MODEL;
import static dev.corral.policy.Member.NAME;
import static dev.corral.policy.Member.OPTIONS;
import static dev.corral.policy.Member.PROMPT;
import static dev.corral.policy.Member.RAW;
import static dev.corral.policy.Member.REMOTE_HOST;
import static dev.corral.policy.Member.SOURCE;
import static dev.corral.policy.Member.STREAM;
import static dev.corral.policy.Member.SYSTEM;
import static dev.corral.policy.Member.TEMPLATE;
import static dev.corral.policy.Member.TOOLS;

/**
 * Which members decide something in the JSON bodies of one family of routes; all others are passed
 * on unread. {@code options} and {@code keep_alive} are read in the foreign faces too, although
 * Ollama ignores them there today.
 */
public enum BodyShape {
    /** {@code /api/generate}. */
    GENERATE(
            MODEL,
            PROMPT,
            STREAM,
            KEEP_ALIVE,
            OPTIONS,
            RAW,
            TEMPLATE,
            SYSTEM,
            IMAGES,
            DEBUG_RENDER_ONLY),
    /** {@code /api/chat}. */
    CHAT(MODEL, MESSAGES, STREAM, KEEP_ALIVE, OPTIONS, DEBUG_RENDER_ONLY),
    /** {@code /api/embed}, {@code /api/embeddings}, {@code /v1/embeddings}. */
    EMBED(MODEL, KEEP_ALIVE, OPTIONS),
    /** {@code /v1/chat/completions}. */
    OPENAI_CHAT(MODEL, MESSAGES, STREAM, MAX_TOKENS, KEEP_ALIVE, OPTIONS, DEBUG_RENDER_ONLY),
    /** {@code /v1/completions}, {@code /v1/images/…}. */
    OPENAI_COMPLETION(MODEL, STREAM, MAX_TOKENS, IMAGE, KEEP_ALIVE, OPTIONS, DEBUG_RENDER_ONLY),
    /** {@code /v1/responses}. */
    OPENAI_RESPONSES(
            MODEL, INPUT, INSTRUCTIONS, STREAM, MAX_OUTPUT_TOKENS, TOOLS, KEEP_ALIVE, OPTIONS),
    /** {@code /v1/messages}. */
    ANTHROPIC_MESSAGES(MODEL, MESSAGES, SYSTEM, STREAM, MAX_TOKENS, TOOLS, KEEP_ALIVE, OPTIONS),
    /** {@code /api/show}, {@code /api/delete}: a model by its old or new member. */
    MODEL_ONLY(MODEL, NAME),
    /** {@code /api/pull}. */
    PULL(MODEL, NAME, INSECURE, STREAM),
    /** {@code /api/push}. */
    PUSH(MODEL, NAME, INSECURE, STREAM),
    /** {@code /api/create}. */
    CREATE(MODEL, NAME, FROM, REMOTE_HOST, STREAM),
    /** {@code /api/copy}. */
    COPY(SOURCE, DESTINATION),
    /** A JSON object in which nothing decides. */
    NOTHING;

    final NameTable table;

    BodyShape(Member... members) {
        table = new NameTable(members);
    }

    /** Whether the model's name is taken literally, see {@link ModelName#parseLiteral}. */
    boolean namesLiterally() {
        return this == PUSH || this == CREATE || this == COPY;
    }

    /** Whether the body has to name a model. */
    boolean needsModel() {
        return this != NOTHING && this != COPY;
    }

    /**
     * The shape of a route's bodies.
     *
     * @param operation the route's operation
     * @param template the route's path, {@code /v1/chat/completions}
     */
    public static BodyShape of(Operation operation, String template) {
        boolean foreign = template.startsWith("/v1/");
        return switch (operation) {
            case GENERATE -> foreign ? OPENAI_COMPLETION : GENERATE;
            case CHAT ->
                    switch (template) {
                        case "/v1/messages" -> ANTHROPIC_MESSAGES;
                        case "/v1/responses" -> OPENAI_RESPONSES;
                        default -> foreign ? OPENAI_CHAT : CHAT;
                    };
            case EMBED -> EMBED;
            case SHOW, DELETE, UNLOAD -> MODEL_ONLY;
            case PULL -> PULL;
            case PUSH -> PUSH;
            case CREATE -> CREATE;
            case COPY -> COPY;
            default -> NOTHING;
        };
    }
}
