package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamedBodyTest {

    private final Upstream upstream = new Upstream();

    @Test
    void allBytesGoUpInOrderWhateverTheUpstreamTakesAtATime() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] bytes = new byte[1_000_000];
        random.nextBytes(bytes);
        StreamedBody body = new StreamedBody(-1);
        CompletableFuture<Void> filling = fill(body, new ByteArrayInputStream(bytes));
        while (!upstream.ended) {
            upstream.takes = random.nextInt(20_000);
            assertThat(body.available()).isLessThanOrEqualTo(64 * 1024);
            body.produce(upstream);
        }
        filling.get();

        assertThat(upstream.got.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
        assertThat(body.sent()).isTrue();
    }

    @Test
    void holdsAtMost64KilobytesWhileTheUpstreamTakesNothing() throws Exception {
        StreamedBody body = new StreamedBody(-1);
        Endless endless = new Endless();
        CompletableFuture<Void> filling = fill(body, endless);
        endless.reads.acquire(4);
        assertThat(endless.reads.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(body.available()).isEqualTo(64 * 1024);

        body.discard();
        filling.get();
    }

    @Test
    void nothingToSendIsNothingAvailable() {
        assertThat(new StreamedBody(-1).available()).isZero();
    }

    @Test
    void aBodyShorterThanItsLengthIsAnError() {
        StreamedBody body = new StreamedBody(10);

        assertThatThrownBy(() -> body.fill(new ByteArrayInputStream(new byte[9])))
                .isInstanceOf(IOException.class);
        assertThat(body.sent()).isFalse();
    }

    private static CompletableFuture<Void> fill(StreamedBody body, InputStream in) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        body.fill(in);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static final class Endless extends InputStream {
        final Semaphore reads = new Semaphore(0);

        @Override
        public int read() {
            throw new AssertionError("one byte at a time");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            reads.release();
            return length;
        }
    }

    private static final class Upstream implements DataStreamChannel {
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        int takes;
        boolean ended;

        @Override
        public void requestOutput() {}

        @Override
        public int write(ByteBuffer bytes) {
            int n = Math.min(takes, bytes.remaining());
            for (int i = 0; i < n; i++) {
                got.write(bytes.get());
            }
            takes -= n;
            return n;
        }

        @Override
        public void endStream() {
            ended = true;
        }

        @Override
        public void endStream(List<? extends Header> trailers) {
            ended = true;
        }
    }
}
