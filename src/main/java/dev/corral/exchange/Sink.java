package dev.corral.exchange;

import java.nio.ByteBuffer;

/**
 * What an answer flows into. The exchange calls {@link #head}, then {@link #data} any number of
 * times, then {@link #end}; or {@link #fail} at any point instead of what is still missing. Calls
 * come one after the other, mostly on a reactor thread, and must not block; {@link #tick} may come
 * at the same time as any of them.
 *
 * <p>A sink gives credit with {@link Exchange#written} for every byte that it passed on, and ends
 * the exchange with {@link Exchange#terminate} once it is through with it, whatever the outcome.
 */
public interface Sink {

    /** The exchange began; the first call of all, and none if it was refused. */
    void open(Exchange exchange);

    /** The status and the headers of the answer; at most once and before any data. */
    void head(Head head);

    /** A part of the body. The buffer is reused after the call: what is kept must be copied. */
    void data(ByteBuffer bytes);

    /** The answer is whole. */
    void end();

    /**
     * The answer will not come, or not to its end; nothing is called after this but {@link #tick}.
     */
    void fail(Failure failure);

    /**
     * Comes a few times a second while the exchange is open, on the watch's thread.
     *
     * @param now the watch's {@link System#nanoTime()}
     */
    default void tick(long now) {}
}
