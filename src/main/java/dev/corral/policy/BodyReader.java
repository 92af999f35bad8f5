package dev.corral.policy;

import java.util.Locale;

/**
 * Reads what decides something from a JSON body, strictly: a body that could mean one thing here
 * and another to Ollama (which decodes with Go's {@code encoding/json}) is refused. The bytes
 * themselves are never changed. One pass; not for several threads at once.
 */
public final class BodyReader {
    private final JsonScanner scanner;
    private final ValueReader values;
    private final BodyFacts facts = new BodyFacts();

    private BodyReader(byte[] body, int offset, int length) {
        scanner = new JsonScanner(body, offset, length);
        values = new ValueReader(scanner);
    }

    /**
     * Reads a body.
     *
     * @param shape which members decide
     * @param body the whole body
     * @throws BadBody when the body has no meaning or more than one; the message is fit for the
     *     client
     */
    public static BodyFacts read(BodyShape shape, byte[] body) throws BadBody {
        return read(shape, body, 0, body.length);
    }

    /** The same for a part of an array. */
    public static BodyFacts read(BodyShape shape, byte[] body, int offset, int length)
            throws BadBody {
        return new BodyReader(body, offset, length).read(shape);
    }

    /**
     * Why the label of a JSON body cannot be taken, as a sentence for the client; null when it can
     * be.
     *
     * @param contentType the request's Content-Type, or null
     * @param contentEncoding the request's Content-Encoding, or null
     * @param browserLike whether the request may come from a page: by a session, or with {@code
     *     Origin} or {@code Sec-Fetch-Site}. Pages of other sites can make a browser send its
     *     credentials with any body, but not label it as JSON, so these must.
     */
    public static String refusalOfLabel(
            String contentType, String contentEncoding, boolean browserLike) {
        return ContentLabel.refusal(contentType, contentEncoding, browserLike);
    }

    /**
     * Why a body of that encoding cannot be taken, as a sentence for the client; null when it can
     * be.
     *
     * @param contentEncoding the request's Content-Encoding, or null
     */
    public static String refusalOfEncoding(String contentEncoding) {
        return ContentLabel.refusalOfEncoding(contentEncoding);
    }

    private BodyFacts read(BodyShape shape) throws BadBody {
        values.refuseOtherEncodings();
        if (scanner.peek() == JsonScanner.END) {
            throw new BadBody("The body is missing; this address needs a JSON object.");
        }
        if (scanner.peek() != '{') {
            throw scanner.peek() == '['
                    ? new BadBody("The body must be a JSON object.")
                    : notAnObject();
        }
        facts.empty = shape == BodyShape.GENERATE || shape == BodyShape.CHAT;
        long seen = 0;
        scanner.enter('{');
        for (boolean first = true; scanner.more('}', first); first = false) {
            Member member = shape.table.read(scanner, seen);
            if (member == null) {
                scanner.skip();
            } else {
                seen |= member.bit();
                if (!values.isNull()) {
                    readMember(shape, member);
                }
            }
        }
        scanner.finish();
        new Names(shape, values).into(facts);
        return facts;
    }

    private static BadBody notAnObject() {
        return new BadBody("The body must be a JSON object in UTF-8.");
    }

    private void readMember(BodyShape shape, Member member) throws BadBody {
        switch (member) {
            case MODEL, NAME, FROM, SOURCE, DESTINATION -> values.rememberName(member);
            case REMOTE_HOST -> facts.remoteHost = !values.string(member).isEmpty();
            case INSECURE -> facts.insecure = values.bool(member);
            case STREAM -> facts.stream = values.bool(member);
            case KEEP_ALIVE -> facts.keepAlive = values.keepAlive();
            case OPTIONS -> new OptionsReader(scanner, values, facts).read();
            case RAW -> facts.raw = values.bool(member);
            case TEMPLATE -> facts.template = values.isNotEmptyString(member);
            case SYSTEM, INSTRUCTIONS -> readSystem(shape, member);
            case DEBUG_RENDER_ONLY -> facts.debugRenderOnly = values.bool(member);
            case PROMPT -> {
                int from = scanner.position();
                facts.empty = !values.isNotEmptyString(member);
                facts.noteMessage(from, scanner.reached());
            }
            case MAX_TOKENS, MAX_OUTPUT_TOKENS -> facts.noteNumPredict(values.integer(member));
            case INPUT, MESSAGES, IMAGES, IMAGE, TOOLS ->
                    new ContentReader(scanner, values, facts).read(shape, member);
            default -> throw new IllegalStateException(member.name().toLowerCase(Locale.ROOT));
        }
    }

    private void readSystem(BodyShape shape, Member member) throws BadBody {
        if (shape == BodyShape.ANTHROPIC_MESSAGES && scanner.peek() != '"') {
            facts.system = true;
            scanner.skip();
        } else {
            facts.system |= values.isNotEmptyString(member);
        }
    }
}
