package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Ending;
import dev.corral.testkit.Exchange;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of random bodies in random pieces, both ways and in parallel. A failure prints its
 * seed; {@code -Dcorral.it.seed=…} repeats that case alone.
 */
@Timeout(150)
class BytesIT extends ProxyIT {
    private static final int THREADS = 8;
    private static final int CASES = 3000;
    private static final int[] EDGES = {0, 1, 2, 8191, 8192, 8193, 65_535, 65_536, 65_537};
    private static final int[] STATUSES = {200, 200, 200, 201, 400, 404, 500, 503};

    private final Map<String, Case> cases = new ConcurrentHashMap<>();

    @Test
    void everyByteArrivesBothWays() throws Exception {
        upstream.on("GET", "/v1/models/m", this::answer);
        upstream.on("POST", "/api/chat", this::answer);
        upstream.on("POST", "/api/blobs/*", this::answer);
        Long only = Long.getLong("corral.it.seed");
        if (only != null) {
            try (RawClient client = connect()) {
                run(client, only);
            }
            return;
        }
        long first = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(pool.submit(() -> runSome(first, next)));
        }
        pool.shutdown();
        for (Future<?> one : all) {
            one.get();
        }
    }

    private Void runSome(long first, AtomicInteger next) throws Exception {
        RawClient client = connect();
        try {
            for (int i = next.getAndIncrement(); i < CASES; i = next.getAndIncrement()) {
                boolean last = run(client, first + i);
                if (last || i % 37 == 0) {
                    client.close();
                    client = connect();
                }
            }
        } catch (Exception | AssertionError e) {
            next.set(CASES);
            throw e;
        } finally {
            client.close();
        }
        return null;
    }

    /** Returns whether the server said that it would close the connection. */
    private boolean run(RawClient client, long seed) throws Exception {
        Case one = new Case(seed);
        cases.put(one.id, one);
        try {
            one.send(client);
            Response response = client.response(one.method);
            one.check(response);
            return response.head().has("Connection");
        } catch (IOException | AssertionError e) {
            throw new AssertionError("-Dcorral.it.seed=" + seed + " " + one, e);
        } finally {
            cases.remove(one.id);
        }
    }

    private void answer(Exchange exchange) throws IOException, InterruptedException {
        String target = exchange.target();
        Case one = cases.get(target.substring(target.indexOf('=') + 1));
        one.seen = exchange;
        one.answer(exchange);
    }

    /** One request and its answer, all drawn from one seed. */
    private static final class Case {
        final String id;
        final String method;
        final Random random;
        private final String path;
        private final byte[] up;
        private final byte[] down;
        private final boolean chunkedUp;
        private final int framing;
        private final int status;
        private final long answerSeed;
        volatile Exchange seen;

        Case(long seed) {
            random = new Random(seed);
            id = Long.toString(seed);
            int kind = random.nextInt(3);
            method = kind == 0 ? "GET" : "POST";
            path =
                    switch (kind) {
                        case 0 -> "/v1/models/m";
                        case 1 -> "/api/chat";
                        default -> "/api/blobs/sha256:" + "cd".repeat(32);
                    };
            up = kind == 0 ? null : kind == 1 ? RandomJson.object(random, size() / 10) : bytes();
            down = bytes();
            chunkedUp = random.nextBoolean();
            framing = random.nextInt(8);
            status = STATUSES[random.nextInt(STATUSES.length)];
            answerSeed = random.nextLong();
        }

        private int size() {
            int kind = random.nextInt(100);
            if (kind == 0) {
                return 5 << 20;
            }
            if (kind < 15) {
                return EDGES[random.nextInt(EDGES.length)];
            }
            return random.nextInt(kind < 80 ? 2_000 : 150_000);
        }

        private byte[] bytes() {
            byte[] bytes = new byte[size()];
            random.nextBytes(bytes);
            return bytes;
        }

        void send(RawClient client) throws IOException {
            RawRequest request = ollama(method, path + "?case=" + id);
            if (up != null && chunkedUp) {
                request.chunked(up, sizes(random, up.length));
            } else if (up != null) {
                request.body(up);
            }
            byte[] bytes = request.bytes();
            int at = 0;
            for (int pauses = 0; at < bytes.length; ) {
                int n = Math.min(bytes.length - at, part(random, bytes.length));
                client.send(bytes, at, n);
                at += n;
                if (pauses < 5 && random.nextInt(4) == 0) {
                    pauses++;
                    java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(2_000_000));
                }
            }
        }

        void answer(Exchange exchange) throws IOException, InterruptedException {
            Random mine = new Random(answerSeed);
            exchange.body();
            if (framing < 4) {
                exchange.head(status, "Transfer-Encoding: chunked", "X-Case: " + id);
            } else if (framing < 7) {
                exchange.head(status, "Content-Length: " + down.length, "X-Case: " + id);
            } else {
                exchange.head(status, "X-Case: " + id);
            }
            int pauses = 0;
            for (int at = 0; at < down.length; ) {
                int n = Math.min(down.length - at, part(mine, down.length));
                byte[] piece = Arrays.copyOfRange(down, at, at + n);
                if (framing < 4) {
                    exchange.chunk(piece);
                } else {
                    exchange.send(piece);
                }
                at += n;
                if (pauses < 5 && mine.nextInt(4) == 0) {
                    pauses++;
                    exchange.pause(Duration.ofNanos(mine.nextInt(2_000_000)));
                }
            }
            if (framing < 4) {
                exchange.lastChunk();
            }
        }

        void check(Response response) throws InterruptedException {
            assertThat(response.status()).as("%s", response).isEqualTo(status);
            assertThat(response.header("X-Case")).as("%s", response).isEqualTo(id);
            assertThat(response.ending()).isEqualTo(Ending.WHOLE);
            same(response.body(), down, "answer");
            boolean length = framing >= 4 && framing < 7;
            assertThat(response.head().contentLength()).isEqualTo(length ? down.length : -1);
            if (up != null) {
                same(seen.body(), up, "request");
            }
        }

        private static void same(byte[] is, byte[] expected, String what) {
            int at = Arrays.mismatch(is, expected);
            if (at >= 0) {
                throw new AssertionError(
                        what
                                + " has "
                                + is.length
                                + " bytes instead of "
                                + expected.length
                                + " and differs from byte "
                                + at);
            }
        }

        private static int part(Random random, int length) {
            int most = Math.max(1, random.nextInt(3) == 0 ? length : Math.min(length, 20_000));
            return 1 + random.nextInt(most);
        }

        private static int[] sizes(Random random, int length) {
            int[] sizes = new int[1 + random.nextInt(20)];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = part(random, Math.max(1, length));
            }
            sizes[sizes.length - 1] += 1000;
            return sizes;
        }

        @Override
        public String toString() {
            return "%s %s, up %d bytes%s, down %d bytes, framing %d, status %d"
                    .formatted(
                            method,
                            path,
                            up == null ? 0 : up.length,
                            chunkedUp ? " in chunks" : "",
                            down.length,
                            framing,
                            status);
        }
    }

    /** Random JSON that no server could have written again byte for byte. */
    private static final class RandomJson {
        private static final String[] ODD = {
            "\\n", "\\/", "\\\"", "\\\\", "<", "&", ">", "\u2028", "\u007f"
        };

        private RandomJson() {}

        static byte[] object(Random random, int members) {
            StringBuilder json = new StringBuilder("{");
            int most = Math.min(members, 400);
            for (int i = 0; i < most; i++) {
                space(random, json).append("\"unknown_").append(i).append('"');
                space(random, json).append(':');
                value(random, space(random, json), 3);
                space(random, json).append(',');
            }
            json.append("\"model\":\"m\", \"messages\" : []").append(" ".repeat(random.nextInt(3)));
            return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        }

        private static StringBuilder space(Random random, StringBuilder json) {
            return random.nextInt(3) == 0 ? json.append(" \n\t\r".charAt(random.nextInt(4))) : json;
        }

        private static void value(Random random, StringBuilder json, int depth) {
            switch (random.nextInt(depth == 0 ? 4 : 6)) {
                case 0 -> json.append(random.nextLong());
                case 1 -> json.append(random.nextInt()).append(".50e-").append(random.nextInt(9));
                case 2 -> json.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
                case 3 -> string(random, json);
                case 4 -> {
                    json.append('[');
                    value(random, json, depth - 1);
                    space(random, json).append(',');
                    value(random, json, depth - 1);
                    json.append(']');
                }
                default -> {
                    json.append("{\"a\":");
                    value(random, json, depth - 1);
                    space(random, json.append(",\"b\":"));
                    value(random, json, depth - 1);
                    json.append('}');
                }
            }
        }

        private static void string(Random random, StringBuilder json) {
            json.append('"');
            for (int i = random.nextInt(40); i > 0; i--) {
                switch (random.nextInt(4)) {
                    case 0 -> json.append("\\u").append("%04X".formatted(random.nextInt(0xd800)));
                    case 1 -> json.appendCodePoint(0x1f400 + random.nextInt(100));
                    case 2 -> json.append(ODD[random.nextInt(ODD.length)]);
                    default -> json.append((char) ('a' + random.nextInt(26)));
                }
            }
            json.append('"');
        }
    }
}
