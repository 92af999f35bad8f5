package dev.corral.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A sink that keeps a short answer, for Corral's own questions to a backend. */
public final class Collector implements Sink {

    /**
     * A whole answer.
     *
     * @param status the HTTP status
     * @param body the body, which the receiver may keep
     * @param head the status and the headers
     */
    public record Answer(int status, byte[] body, Head head) {}

    /** An answer that did not come, or not whole. */
    public static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Failure failure;

        NoAnswer(Failure failure) {
            super(failure.kind().name(), null, false, false);
            this.failure = failure;
        }

        /** Why. */
        public Failure failure() {
            return failure;
        }
    }

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final int limit;
    private final long deadline;
    private volatile Exchange exchange;
    private Head head;

    /**
     * Keeps at most so much, for at most so long.
     *
     * @param limit bytes; more is a failure
     * @param patienceNanos how long the answer may take in all
     */
    public Collector(int limit, long patienceNanos) {
        this.limit = limit;
        this.deadline = System.nanoTime() + patienceNanos;
    }

    /** Completes with the answer, or with {@link NoAnswer}. */
    public CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void open(Exchange begun) {
        exchange = begun;
        if (answer.isDone()) {
            begun.terminate(Outcome.CLIENT_GONE);
        }
    }

    @Override
    public void head(Head received) {
        head = received;
    }

    @Override
    public void data(ByteBuffer bytes) {
        int n = bytes.remaining();
        if (body.size() + n > limit) {
            fail(Failure.garbage());
            return;
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), n);
        try {
            exchange.written(n);
        } catch (IOException e) {
            fail(Failures.of(e));
        }
    }

    @Override
    public void end() {
        exchange.terminate(Outcome.WHOLE);
        answer.complete(new Answer(head.status(), body.toByteArray(), head));
    }

    @Override
    public void fail(Failure failure) {
        Exchange begun = exchange;
        if (begun != null) {
            begun.terminate(Outcome.FAILED);
        }
        answer.completeExceptionally(new NoAnswer(failure));
    }

    /** Whoever waited waits no more. */
    public void leave() {
        Exchange begun = exchange;
        if (begun != null) {
            begun.terminate(Outcome.CLIENT_GONE);
        }
        answer.completeExceptionally(new NoAnswer(Failures.stopping()));
    }

    @Override
    public void tick(long now) {
        if (now - deadline > 0 && !answer.isDone()) {
            fail(Failures.silent());
        }
    }
}
