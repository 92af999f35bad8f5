package dev.corral.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a body says that decides something. Filled by {@link BodyReader}, then never changed; any
 * thread may read it.
 */
public final class BodyFacts {
    private static final int[] NO_RANGES = {};

    /** The facts of a request without a body. */
    public static final BodyFacts NONE = new BodyFacts();

    ModelName model;
    ModelName from;
    ModelName source;
    ModelName destination;
    Boolean stream;
    Duration keepAlive;
    Long numCtx;
    Long numPredict;
    boolean loadOptions;
    boolean raw;
    boolean template;
    boolean system;
    boolean debugRenderOnly;
    boolean empty;
    boolean insecure;
    boolean remoteHost;
    boolean webTools;
    boolean remoteImage;
    int images;
    private String loadText = "";
    private int[] ranges = NO_RANGES;
    private int rangeCount;

    BodyFacts() {}

    /** Notes an option for which Ollama loads the model again. */
    void noteLoadOption(Member option, Object value) {
        String one = option.text + '=' + value;
        Set<String> all = new TreeSet<>();
        if (!loadText.isEmpty()) {
            all.addAll(List.of(loadText.split(",")));
        }
        all.add(one);
        loadText = String.join(",", all);
    }

    /** Notes that the bytes from {@code from} to before {@code to} are a message. */
    void noteMessage(int from, int to) {
        if (rangeCount == ranges.length) {
            ranges = Arrays.copyOf(ranges, Math.max(16, 2 * rangeCount));
        }
        ranges[rangeCount++] = from;
        ranges[rangeCount++] = to;
    }

    /**
     * Notes a length of the answer. If there are two members for it, the longer counts; negative is
     * without a limit.
     */
    void noteNumPredict(long tokens) {
        boolean longer =
                numPredict == null || numPredict >= 0 && (tokens < 0 || tokens > numPredict);
        if (longer) {
            numPredict = tokens;
        }
    }

    /**
     * The model that Ollama will take ({@code model}, else {@code name}); null where none belongs.
     */
    public ModelName model() {
        return model;
    }

    /** What a new model is made from, or null. */
    public ModelName from() {
        return from;
    }

    /** What is copied, or null. */
    public ModelName source() {
        return source;
    }

    /** What a copy is called, or null. */
    public ModelName destination() {
        return destination;
    }

    /** {@code stream}, or null when it is absent or null. */
    public Boolean stream() {
        return stream;
    }

    /**
     * How long the model is to stay loaded, about 292 years for ever; null when the body does not
     * say.
     */
    public Duration keepAlive() {
        return keepAlive;
    }

    /** The context length asked for, in tokens, or null. */
    public Long numCtx() {
        return numCtx;
    }

    /**
     * The length of the answer asked for ({@code num_predict}, {@code max_tokens}, {@code
     * max_output_tokens}), in tokens, negative without a limit, or null.
     */
    public Long numPredict() {
        return numPredict;
    }

    /**
     * Whether an option other than the context length is given that makes Ollama load the model
     * again.
     */
    public boolean loadOptions() {
        return loadOptions;
    }

    /** Whether the prompt goes to the model without its template. */
    public boolean raw() {
        return raw;
    }

    /** Whether the body brings its own template. */
    public boolean template() {
        return template;
    }

    /** Whether the body brings a system prompt, as a member or as a message. */
    public boolean system() {
        return system;
    }

    /**
     * Whether the rendered prompt is asked for, which shows the model's template and system prompt.
     */
    public boolean debugRenderOnly() {
        return debugRenderOnly;
    }

    /**
     * Whether there is no prompt and no message, so that the model is only loaded or unloaded. Of
     * Ollama's own face only.
     */
    public boolean empty() {
        return empty;
    }

    /** Whether a registry may be reached without TLS or with any certificate. */
    public boolean insecure() {
        return insecure;
    }

    /** Whether the new model is to run on another host. */
    public boolean remoteHost() {
        return remoteHost;
    }

    /** Whether a tool is declared that Ollama itself runs against the internet. */
    public boolean webTools() {
        return webTools;
    }

    /** Whether an image or file is given by an address to fetch. */
    public boolean remoteImage() {
        return remoteImage;
    }

    /** How many images come with the request. */
    public int images() {
        return images;
    }

    /**
     * The options for which Ollama loads the model again, as {@code name=value} in alphabetical
     * order with commas between; empty for none.
     */
    public String loadOptionsText() {
        return loadText;
    }

    /** How many messages the body has, a prompt counted as one. */
    public int messages() {
        return rangeCount / 2;
    }

    /** Where a message begins in the array that was read. */
    public int messageStart(int index) {
        return ranges[2 * index];
    }

    /** Where a message ends in the array that was read: the first byte behind it. */
    public int messageEnd(int index) {
        return ranges[2 * index + 1];
    }
}
