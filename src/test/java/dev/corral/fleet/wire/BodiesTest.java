package dev.corral.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.junit.jupiter.api.Test;

class BodiesTest {

    private final Random random = new Random();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

    @Test
    void readsChunksHoweverTheNetworkCutsThem() throws IOException {
        for (int i = 0; i < 500; i++) {
            long seed = random.nextLong();
            Random each = new Random(seed);
            byte[] body = new byte[each.nextInt(100_000)];
            each.nextBytes(body);
            passed.reset();

            ChunkedBody chunked = chunked(chunks(body, each), each);
            chunked.deliverTo(this::keep);
            readWhole(chunked, 4096);

            assertThat(passed.toByteArray()).as("seed %d", seed).isEqualTo(body);
        }
    }

    @Test
    void givesTheLibraryNoMoreThanItsBufferHolds() throws IOException {
        byte[] body = new byte[50_000];
        random.nextBytes(body);

        readWhole(chunked(chunks(body, random), random), 100);

        assertThat(passed.toByteArray()).isEqualTo(body);
    }

    @Test
    void takesExtensionsTrailersAndLoneLineFeeds() throws IOException {
        assertThat(decoded("3;a=\"b\"\r\nabc\r\n2 \r\nde\r\n0\r\nX: y\r\nZ: 1\r\n\r\n"))
                .isEqualTo("abcde");
        assertThat(decoded("3\nabc\n0\n\n")).isEqualTo("abc");
    }

    @Test
    void keepsWhatFollowsTheEnd() throws IOException {
        ChunkedBody chunked = chunked("1\r\na\r\n0\r\n\r\nHTTP".getBytes(), null);
        readWhole(chunked, 4096);

        assertThat(StandardCharsets.US_ASCII.decode(chunked.surplus()).toString())
                .isEqualTo("HTTP");
        assertThat(chunked.surplus()).isNull();
    }

    @Test
    void refusesWhatIsNoChunk() {
        for (String bad :
                new String[] {
                    "g\r\n",
                    "\r\n",
                    "-1\r\n",
                    "+1\r\na\r\n",
                    "1x\r\na\r\n",
                    "1\r\nab\r\n",
                    "1\rx",
                    "1 x\r\n",
                    "1111111111111111\r\n"
                }) {
            assertThatThrownBy(() -> decoded(bad))
                    .as(bad)
                    .isInstanceOf(MalformedChunkCodingException.class);
        }
        assertThatThrownBy(() -> decoded("1;" + "x".repeat(70_000) + "\r\na\r\n0\r\n\r\n"))
                .isInstanceOf(MessageConstraintException.class);
        assertThatThrownBy(() -> decoded("0\r\n" + "a: b\r\n".repeat(20_000) + "\r\n"))
                .isInstanceOf(MessageConstraintException.class);
    }

    @Test
    void noticesAnEndThatComesTooEarly() {
        assertThatThrownBy(() -> decoded("5\r\nabc")).isInstanceOf(TruncatedChunkException.class);
        assertThatThrownBy(() -> decoded("3\r\nabc\r\n"))
                .isInstanceOf(ConnectionClosedException.class);
        assertThatThrownBy(() -> readWhole(length("abc".getBytes(), 4), 10))
                .isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void readsNothingBeyondATellingLength() throws IOException {
        byte[] body = new byte[70_000];
        random.nextBytes(body);
        LengthBody counted = length(body, 60_000);
        counted.deliverTo(this::keep);

        readWhole(counted, 10);

        assertThat(passed.toByteArray()).hasSize(60_000).isEqualTo(Arrays.copyOf(body, 60_000));
    }

    private String decoded(String sent) throws IOException {
        passed.reset();
        readWhole(chunked(sent.getBytes(), random), 4096);
        return passed.toString();
    }

    private void keep(ByteBuffer piece) {
        passed.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }

    private void readWhole(PlainBody body, int room) throws IOException {
        ByteBuffer library = ByteBuffer.allocate(room);
        while (!body.isCompleted()) {
            body.read(library);
            keep(library.flip());
            library.clear();
        }
    }

    private static byte[] chunks(byte[] body, Random random) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int n = Math.min(body.length - at, 1 + random.nextInt(random.nextBoolean() ? 9 : 9000));
            sent.writeBytes((Integer.toHexString(n) + "\r\n").getBytes());
            sent.write(body, at, n);
            sent.writeBytes("\r\n".getBytes());
            at += n;
        }
        sent.writeBytes("0\r\n\r\n".getBytes());
        return sent.toByteArray();
    }

    private ChunkedBody chunked(byte[] sent, Random cuts) {
        return new ChunkedBody(
                channel(sent, cuts), new NothingReceived(), new BasicHttpTransportMetrics());
    }

    private LengthBody length(byte[] sent, long length) {
        return new LengthBody(
                channel(sent, random),
                new NothingReceived(),
                new BasicHttpTransportMetrics(),
                length);
    }

    /** Gives as much as somebody has room for, or cut at random. */
    private static ReadableByteChannel channel(byte[] sent, Random cuts) {
        ByteBuffer left = ByteBuffer.wrap(sent);
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) {
                if (!left.hasRemaining()) {
                    return -1;
                }
                int most = Math.min(left.remaining(), to.remaining());
                int n = cuts == null || cuts.nextInt(4) == 0 ? most : cuts.nextInt(most + 1);
                to.put(left.slice(left.position(), n));
                left.position(left.position() + n);
                return n;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static final class NothingReceived implements SessionInputBuffer {
        @Override
        public boolean hasData() {
            return false;
        }

        @Override
        public int length() {
            return 0;
        }

        @Override
        public int fill(ReadableByteChannel from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer to, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(WritableByteChannel to, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(WritableByteChannel to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean readLine(CharArrayBuffer line, boolean ended) {
            throw new UnsupportedOperationException();
        }
    }
}
