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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamedBodyTest {

    private final Upstream upstream = new Upstream();
    private final AtomicLong counted = new AtomicLong();

    @Test
    void allBytesGoUpInOrderWhateverTheUpstreamTakesAtATime() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] bytes = new byte[1_000_000];
        random.nextBytes(bytes);
        StreamedBody body = new StreamedBody(-1, counted::addAndGet);
        CompletableFuture<Void> filling = fill(body, new ByteArrayInputStream(bytes));
        while (!upstream.ended) {
            upstream.takes = random.nextInt(20_000);
            assertThat(body.available()).isLessThanOrEqualTo(64 * 1024);
            body.produce(upstream);
        }
        filling.get();

        assertThat(upstream.got.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
        assertThat(body.sent()).isTrue();
        assertThat(counted).hasValue(bytes.length);
    }

    @Test
    void goesOnWhereItStoppedWhenTheSourceHadNothingForAWhile() throws Exception {
        StreamedBody body = new StreamedBody(4, counted::addAndGet);
        StreamedBody.Source two = source(new ByteArrayInputStream(new byte[] {1, 2}));
        AtomicBoolean asked = new AtomicBoolean();
        StreamedBody.Source once =
                new StreamedBody.Source() {
                    @Override
                    public boolean ready() {
                        return !asked.getAndSet(true);
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        return two.read(bytes, offset, length);
                    }
                };
        assertThat(body.fill(once)).isEqualTo(StreamedBody.Stop.UNREADY);
        assertThat(body.fill(source(new ByteArrayInputStream(new byte[] {3, 4}))))
                .isEqualTo(StreamedBody.Stop.AT_END);
        upstream.takes = 10;
        body.produce(upstream);
        assertThat(upstream.got.toByteArray()).containsExactly(1, 2, 3, 4);
        assertThat(upstream.ended).isTrue();
    }

    @Test
    void holdsAtMost64KilobytesWhileTheUpstreamTakesNothing() throws Exception {
        StreamedBody body = new StreamedBody(-1, counted::addAndGet);
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
        assertThat(new StreamedBody(-1, counted::addAndGet).available()).isZero();
    }

    @Test
    void aBodyThatWasReadToItsLengthIsWholeThoughTheUpstreamHasAnswered() throws Exception {
        StreamedBody body = new StreamedBody(2, counted::addAndGet);
        StreamedBody.Source two = source(new ByteArrayInputStream(new byte[2]));
        assertThat(
                        body.fill(
                                new StreamedBody.Source() {
                                    @Override
                                    public boolean ready() {
                                        return true;
                                    }

                                    @Override
                                    public int read(byte[] bytes, int offset, int length)
                                            throws IOException {
                                        body.discard();
                                        return two.read(bytes, offset, length);
                                    }
                                }))
                .isEqualTo(StreamedBody.Stop.AT_END);
    }

    @Test
    void aBodyShorterThanItsLengthIsAnError() {
        StreamedBody body = new StreamedBody(10, counted::addAndGet);

        assertThatThrownBy(() -> body.fill(source(new ByteArrayInputStream(new byte[9]))))
                .isInstanceOf(IOException.class);
        assertThat(body.sent()).isFalse();
    }

    private static StreamedBody.Source source(InputStream in) {
        return new StreamedBody.Source() {
            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, length);
            }
        };
    }

    private static CompletableFuture<Void> fill(StreamedBody body, InputStream in) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        body.fill(source(in));
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
