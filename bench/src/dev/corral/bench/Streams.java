package dev.corral.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Many streamed answers at once, each with its own connection. */
final class Streams {

    private static final int OPENED_PER_SECOND = 2_500;
    private static final long PATIENCE = 60_000_000_000L;

    private final Loop loop = new Loop();
    private final Samples delays = new Samples();
    private final Samples firsts = new Samples();
    private final int streams;
    private final int frames;
    private int ended;
    private int whole;
    private long frameBytes;

    /**
     * What came of it.
     *
     * @param whole streams that came to their end with exactly their bytes
     * @param delays of each frame, from its stamp to its reading, in nanoseconds
     * @param firsts from sending each request to its first frame
     * @param seconds from the first request to the last frame
     */
    record Outcome(
            int streams,
            int whole,
            Samples delays,
            Samples firsts,
            long frames,
            double seconds,
            double residentMegabytes,
            int threads) {}

    private Streams(int streams, int frames) throws IOException {
        this.streams = streams;
        this.frames = frames;
    }

    static Outcome run(Target target, int streams, int frames, int gapMillis) throws IOException {
        return new Streams(streams, frames).go(target, gapMillis);
    }

    private Outcome go(Target target, int gapMillis) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            Ask ask = Ask.stream(gapMillis == 0 ? 0 : i + 1, frames, gapMillis);
            long at = begin + i * 1_000_000_000L / OPENED_PER_SECOND;
            loop.at(at, () -> open(target, ask));
        }
        double[] resident = {Double.NaN};
        int[] threads = {0};
        long full = begin + (streams * 1_000_000_000L) / OPENED_PER_SECOND + gapMillis * 1_500_000L;
        if (gapMillis > 0 && target.usage() != null) {
            loop.at(
                    full,
                    () -> {
                        try {
                            resident[0] = target.usage().residentMegabytes();
                            threads[0] = target.usage().threads();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
        long deadline = begin + PATIENCE + (long) frames * gapMillis * 1_000_000L;
        loop.runWhile(() -> ended < streams && System.nanoTime() < deadline);
        double seconds = (System.nanoTime() - begin) / 1e9;
        loop.selector().keys().forEach(key -> ((Client) key.attachment()).close());
        loop.selector().close();
        return new Outcome(
                streams,
                whole,
                delays,
                firsts,
                frameBytes / Frames.LENGTH,
                seconds,
                resident[0],
                threads[0]);
    }

    private void open(Target target, Ask ask) {
        try {
            Stream stream = new Stream(target.chat(ask), ask);
            stream.client = new Client(loop, target.port(), stream);
        } catch (IOException e) {
            ended++;
        }
    }

    private final class Stream implements Client.Listener {

        private final byte[] request;
        private final Ask ask;
        private final Frames.Reader reader;
        private Client client;
        private long sent;
        private int status;
        private long bytes;

        private Stream(byte[] request, Ask ask) {
            this.request = request;
            this.ask = ask;
            this.reader = new Frames.Reader(ask.id());
        }

        @Override
        public void connected() {
            sent = System.nanoTime();
            try {
                client.send(request);
            } catch (IOException e) {
                client.broken(e);
            }
        }

        @Override
        public void head(int head) {
            status = head;
        }

        @Override
        public void data(ByteBuffer part) {
            bytes += part.remaining();
            frameBytes += part.remaining();
            if (ask.gapMillis() > 0 && status == 200) {
                long now = System.nanoTime();
                reader.read(part, now, (seq, delay) -> arrived(seq, delay, now));
            }
        }

        private void arrived(int seq, long delay, long now) {
            delays.add(delay);
            if (seq == 0) {
                firsts.add(now - sent);
            }
        }

        @Override
        public void end() {
            boolean exact =
                    ask.gapMillis() > 0
                            ? reader.isWhole(frames)
                            : bytes == (long) frames * Frames.LENGTH;
            whole += exact && status == 200 ? 1 : 0;
            ended++;
            client.close();
        }

        @Override
        public void broken(IOException cause) {
            ended++;
        }
    }
}
