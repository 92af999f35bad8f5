package dev.corral.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Clients that leave in the middle: how soon the upstream sees it, while others stream on. */
final class Aborts {

    private static final int OTHERS = 100;
    private static final int FIRST_ID = 1_000_000;
    private static final long PATIENCE = 20_000_000_000L;

    private final Loop loop = new Loop();
    private final Map<Integer, Long> left = new HashMap<>();
    private int gone;
    private int failed;

    private Aborts() throws IOException {}

    /**
     * Nanoseconds from the client's leaving to the upstream's noticing, one for each that was
     * noticed.
     */
    static Samples run(Target target, int standInPort, int aborts, int gapMillis)
            throws IOException {
        return new Aborts().go(target, standInPort, aborts, gapMillis);
    }

    private Samples go(Target target, int standInPort, int aborts, int gapMillis)
            throws IOException {
        closedStreams(standInPort);
        for (int i = 0; i < OTHERS; i++) {
            new Leaver(target.chat(Ask.stream(i, 100_000, 20)), 0, -1).open(target);
        }
        long begin = System.nanoTime() + 300_000_000L;
        for (int i = 0; i < aborts; i++) {
            int id = FIRST_ID + i;
            Leaver leaver = new Leaver(target.chat(Ask.stream(id, 1_000, gapMillis)), id, i % 15);
            loop.at(begin + i * 5_000_000L, () -> leaver.open(target));
        }
        loop.runWhile(() -> gone + failed < aborts && System.nanoTime() - begin < PATIENCE);
        long settle = System.nanoTime() + 1_500_000_000L;
        loop.runWhile(() -> System.nanoTime() < settle);
        Samples times = new Samples();
        closedStreams(standInPort)
                .forEach(
                        (id, at) -> {
                            if (left.containsKey(id)) {
                                times.add(at - left.get(id));
                            }
                        });
        loop.selector().keys().forEach(key -> ((Client) key.attachment()).close());
        loop.selector().close();
        return times;
    }

    private static Map<Integer, Long> closedStreams(int port) throws IOException {
        Map<Integer, Long> closed = new HashMap<>();
        Http.get("http://127.0.0.1:" + port + "/bench/closed", null)
                .lines()
                .map(line -> line.split(" "))
                .forEach(line -> closed.put(Integer.valueOf(line[0]), Long.valueOf(line[1])));
        return closed;
    }

    private final class Leaver implements Client.Listener {

        private final byte[] request;
        private final int id;
        private final int afterMillis;
        private Client client;
        private boolean leaving;

        private Leaver(byte[] request, int id, int afterMillis) {
            this.request = request;
            this.id = id;
            this.afterMillis = afterMillis;
        }

        private void open(Target target) {
            try {
                client = new Client(loop, target.port(), this);
            } catch (IOException e) {
                failed++;
            }
        }

        @Override
        public void connected() {
            try {
                client.send(request);
            } catch (IOException e) {
                client.broken(e);
            }
        }

        @Override
        public void data(ByteBuffer part) {
            if (afterMillis >= 0 && !leaving) {
                leaving = true;
                loop.at(System.nanoTime() + afterMillis * 1_000_000L, this::leave);
            }
        }

        private void leave() {
            left.put(id, System.nanoTime());
            client.close();
            gone++;
        }

        @Override
        public void end() {
            broken(null);
        }

        @Override
        public void broken(IOException cause) {
            failed += afterMillis >= 0 && !leaving ? 1 : 0;
        }
    }
}
