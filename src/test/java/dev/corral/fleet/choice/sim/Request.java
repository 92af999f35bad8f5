package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Prompt;

/** One request of the workload and what became of it. */
final class Request {

    /** Bytes for a token, which is what a gateway sees of tokens. */
    static final int TOKEN = 4;

    final String caller;
    final Model model;
    final Prompt prompt;

    /** The prompt with its answer behind it: what stands in the cache afterwards. */
    final Prompt after;

    final int answerTokens;
    final boolean flood;

    /** Whether the conversation goes on after it; only an oracle may look. */
    boolean goesOn;

    /** When its client leaves if it has no first byte by then, or 0. */
    long patience;

    long arrived = -1;
    long begun = -1;
    long ended = -1;
    boolean failed;
    boolean left;
    String failure;

    /** What goes on when it is over (a next turn). */
    Runnable then = () -> {};

    Request(String caller, Model model, Prompt prompt, Prompt after, int tokens, boolean flood) {
        this.caller = caller;
        this.model = model;
        this.prompt = prompt;
        this.after = after;
        this.answerTokens = tokens;
        this.flood = flood;
    }

    double promptTokens() {
        return (double) prompt.size() / TOKEN;
    }

    boolean isOver() {
        return ended >= 0;
    }
}
