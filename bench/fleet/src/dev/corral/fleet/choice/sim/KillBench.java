package dev.corral.fleet.choice.sim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code bench/fleet/kill}; see bench/fleet/README.md. */
final class KillBench {

    private static final int SERVERS = 4;
    private static final int PEOPLE = 10;
    private static final int STREAMS = 50;
    private static final int WORDS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<RealOllama> servers = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final StringBuilder report = new StringBuilder();
    private final String model;
    private int port;

    private KillBench(String model) {
        this.model = model;
    }

    /** The three faces: how each is asked, ends and fails. */
    private enum Face {
        OLLAMA("/api/chat", "\"done\":true", "{\"error\":"),
        OPENAI("/v1/chat/completions", "data: [DONE]", "data: {\"error\":"),
        ANTHROPIC("/v1/messages", "\"type\":\"message_stop\"", "event: error");

        final String path;
        final String end;
        final String error;

        Face(String path, String end, String error) {
            this.path = path;
            this.end = end;
            this.error = error;
        }

        String body(String model, int words) {
            return switch (this) {
                case OLLAMA -> "{\"model\":\"" + model + "\",\"options\":{\"num_predict\":" + words;
                default -> "{\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":" + words;
            };
        }

        String whole(String model, int words, String prompt) {
            String close = this == OLLAMA ? "}" : "";
            return body(model, words)
                    + close
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + prompt
                    + "\"}]}";
        }
    }

    /** One streamed answer. */
    private final class Stream {
        final Face face;
        volatile String server = "";
        volatile boolean begun;
        volatile boolean whole;
        volatile boolean told;
        volatile int status;
        volatile String last = "";

        Stream(int number) {
            face = Face.values()[number % Face.values().length];
        }

        /** Reads the answer to its end. */
        void run(int number, int words) {
            String prompt = "Say something about the number " + number + ".";
            try {
                HttpResponse<java.util.stream.Stream<String>> answer =
                        http.send(
                                request("person-" + number % PEOPLE, face.path)
                                        .POST(body(face.whole(model, words, prompt)))
                                        .build(),
                                HttpResponse.BodyHandlers.ofLines());
                status = answer.statusCode();
                server = answer.headers().firstValue("X-Corral-Backend").orElse("");
                answer.body().forEach(this::line);
            } catch (IOException | RuntimeException cut) {
                last = "cut: " + cut;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void line(String line) {
            if (line.isBlank() || line.startsWith(":")) {
                return;
            }
            last = line;
            whole |= line.contains(face.end);
            told |= line.startsWith(face.error);
            begun |= status == 200 && !told;
        }
    }

    private HttpRequest.Builder request(String user, String path) {
        String login =
                Base64.getEncoder()
                        .encodeToString((user + ":bench-only").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/corral/ollama" + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                // What fills silence would come before it is known which server answers.
                .header("X-Corral-Keep-Alive", "none")
                .header("Authorization", "Basic " + login);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 3) {
            System.err.println("bench/fleet/kill OLLAMA_BINARY MODELS_FOLDER [MODEL]");
            System.exit(2);
        }
        Path root = Path.of(args[0]);
        KillBench bench = new KillBench(args.length > 3 ? args[3] : "gemma3");
        boolean kept = bench.all(root, Path.of(args[1]), Path.of(args[2]));
        System.exit(kept ? 0 : 1);
    }

    private boolean all(Path root, Path binary, Path models) throws Exception {
        Path work = root.resolve("target/bench/fleet");
        try (Systems systems = new Systems(root, work, 1)) {
            for (int i = 0; i < SERVERS; i++) {
                RealOllama one = new RealOllama(binary, models, work);
                servers.add(one);
                one.start();
            }
            List<String> people = IntStream.range(0, PEOPLE).mapToObj(i -> "person-" + i).toList();
            port = systems.corral(servers.stream().map(one -> one.port).toList(), people);
            warm();
            killed();
            stopped();
        } finally {
            servers.forEach(RealOllama::close);
        }
        broken.forEach(one -> say("BROKEN: " + one));
        say(broken.isEmpty() ? "All promises are kept." : "Promises are broken.");
        Files.writeString(work.resolve("kill.md"), report);
        return broken.isEmpty();
    }

    private void say(String line) {
        System.out.println(line);
        report.append(line).append('\n');
    }

    private void expect(boolean kept, String what) {
        if (!kept) {
            broken.add(what);
        }
    }

    /** Has the model loaded everywhere, past Corral. */
    private void warm() throws Exception {
        for (RealOllama one : servers) {
            http.send(
                    HttpRequest.newBuilder(URI.create(one.url() + "/api/generate"))
                            .POST(body("{\"model\":\"" + model + "\",\"keep_alive\":-1}"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        await(() -> up() == SERVERS, Duration.ofSeconds(20));
    }

    private List<Stream> begin(int count, int words, CountDownLatch over) {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Stream stream = new Stream(i);
            streams.add(stream);
            Thread thread =
                    new Thread(
                            () -> {
                                stream.run(number, words);
                                over.countDown();
                            });
            thread.setDaemon(true);
            thread.start();
        }
        return streams;
    }

    private static List<Stream> at(List<Stream> streams, RealOllama server) {
        return streams.stream()
                .filter(one -> one.server.startsWith("127.0.0.1:" + server.port))
                .toList();
    }

    /** The first server of which two answers have begun. */
    private RealOllama awaitBegun(List<Stream> streams, CountDownLatch over)
            throws InterruptedException {
        await(() -> over.getCount() == 0 || begunAt(streams) != null, PATIENCE);
        RealOllama server = begunAt(streams);
        if (server == null) {
            throw new IllegalStateException("no stream began: " + words(streams));
        }
        return server;
    }

    private RealOllama begunAt(List<Stream> streams) {
        for (RealOllama server : servers) {
            long begun =
                    at(streams, server).stream().filter(one -> one.begun && !one.whole).count();
            if (begun >= 2) {
                return server;
            }
        }
        return null;
    }

    private void killed() throws Exception {
        CountDownLatch over = new CountDownLatch(STREAMS);
        List<Stream> streams = begin(STREAMS, WORDS, over);
        RealOllama victim = awaitBegun(streams, over);
        victim.kill();
        long killed = System.nanoTime();
        int begunThere = (int) at(streams, victim).stream().filter(one -> one.begun).count();
        await(() -> state(victim).contains("down"), Duration.ofSeconds(30));
        double noticed = seconds(killed);
        victim.start();
        long back = System.nanoTime();
        await(() -> state(victim).contains("healthy"), Duration.ofSeconds(60));
        double healthy = seconds(back);
        if (!over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            broken.add("some streams never ended");
        }
        long whole = streams.stream().filter(one -> one.whole && !one.told).count();
        long told = streams.stream().filter(one -> one.begun && one.told && !one.whole).count();
        List<Stream> lost = streams.stream().filter(one -> !one.begun && !one.whole).toList();
        List<Stream> silent =
                streams.stream().filter(one -> one.begun && !one.whole && !one.told).toList();
        say(
                "kill -9 of one of "
                        + SERVERS
                        + " servers under "
                        + STREAMS
                        + " streams of "
                        + PEOPLE
                        + " people, "
                        + begunThere
                        + " of them with bytes from it: "
                        + whole
                        + " whole, "
                        + told
                        + " ended with an error in their own format, "
                        + silent.size()
                        + " cut silently, "
                        + lost.size()
                        + " lost without a byte.");
        say(
                String.format(
                        "Noticed after %.1f s, healthy again %.1f s after its start.",
                        noticed, healthy));
        expect(lost.isEmpty(), "lost without a byte: " + words(lost));
        expect(silent.isEmpty(), "cut silently: " + words(silent));
        expect(told <= begunThere + 1L, told + " failed, but only " + begunThere + " had bytes");
        served(victim, "after it was killed and came back");
    }

    private static String words(List<Stream> streams) {
        return streams.stream()
                .map(one -> one.face + " " + one.status + " " + one.server + " " + one.last)
                .collect(Collectors.joining("; "));
    }

    private void stopped() throws Exception {
        CountDownLatch over = new CountDownLatch(STREAMS / 2);
        List<Stream> streams = begin(STREAMS / 2, WORDS, over);
        RealOllama victim = awaitBegun(streams, over);
        victim.signal("STOP");
        long stopped = System.nanoTime();
        await(() -> state(victim).contains("down"), Duration.ofSeconds(30));
        double out = seconds(stopped);
        String reason = state(victim);
        await(() -> over.getCount() <= at(streams, victim).size(), Duration.ofMinutes(4));
        long elsewhere =
                streams.stream()
                        .filter(one -> one.whole && !at(streams, victim).contains(one))
                        .count();
        victim.signal("CONT");
        long back = System.nanoTime();
        await(() -> state(victim).contains("healthy"), Duration.ofSeconds(60));
        double healthy = seconds(back);
        if (!over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            broken.add("some streams never ended after SIGCONT");
        }
        List<Stream> not = streams.stream().filter(one -> !one.whole).toList();
        say(
                String.format(
                        "SIGSTOP: out after %.1f s (%s), %d of %d answered meanwhile by the others,"
                                + " healthy %.1f s after SIGCONT, %d not whole.",
                        out, reason, elsewhere, streams.size(), healthy, not.size()));
        expect(out <= 10, "a stopped server was out only after " + out + " s");
        expect(not.isEmpty(), "not whole: " + words(not));
        served(victim, "after SIGCONT");
    }

    /** It gets work again. */
    private void served(RealOllama server, String when) throws Exception {
        for (int round = 0; round < 5; round++) {
            CountDownLatch over = new CountDownLatch(12);
            List<Stream> streams = begin(12, 4, over);
            over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!at(streams, server).isEmpty()) {
                return;
            }
        }
        broken.add("it got no work " + when);
    }

    private int up() {
        return servers.stream().mapToInt(one -> state(one).contains("healthy") ? 1 : 0).sum();
    }

    /** State and reason of a server, as the status page tells them. */
    private String state(RealOllama server) {
        try {
            HttpRequest.Builder asked = request("admin", "");
            asked.uri(URI.create("http://127.0.0.1:" + port + "/corral/api/v1/status"));
            String text =
                    http.send(asked.GET().build(), HttpResponse.BodyHandlers.ofString()).body();
            int fleet = text.indexOf("\"fleet\"");
            int at = text.indexOf("\"url\":\"" + server.url() + "\"", Math.max(0, fleet));
            int to = at < 0 ? -1 : text.indexOf("\"sinceSeconds\"", at);
            return to < 0 ? "" : text.substring(at, to).replaceAll(".*\"state\":", "");
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void await(BooleanSupplier condition, Duration patience)
            throws InterruptedException {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
