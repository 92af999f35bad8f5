package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Prompt;
import dev.corral.fleet.choice.Result;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The simulated server on a socket of its own: the part of Ollama's API that a gateway uses. While
 * it is down nothing listens; while it hangs connections are accepted and nothing is answered.
 */
final class OllamaHttp implements AutoCloseable {

    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern MESSAGE = Pattern.compile("h=(-?\\d+);b=(\\d+);");
    private static final Pattern ANSWER = Pattern.compile("\"seed\":(-?\\d+)");
    private static final Pattern TOKENS = Pattern.compile("\"num_predict\":(\\d+)");
    private static final Pattern UNLOAD = Pattern.compile("\"keep_alive\"\\s*:\\s*\"?0");
    private static final String JSON = "application/json; charset=utf-8";

    private final RealTime time;
    private final Ollama server;
    private final java.util.Map<String, Model> models;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OllamaHttp(RealTime time, Ollama server, java.util.List<Model> models) throws IOException {
        this.time = time;
        this.server = server;
        this.models = new java.util.HashMap<>();
        models.forEach(model -> this.models.put(model.name(), model));
        ServerSocket first = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        this.port = first.getLocalPort();
        daemon(() -> listen(first));
    }

    int port() {
        return port;
    }

    private static void daemon(Runnable what) {
        Thread thread = new Thread(what);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(ServerSocket first) {
        ServerSocket listening = first;
        try {
            listening.setSoTimeout(20);
            while (!closed) {
                if (server.isDown()) {
                    listening.close();
                    open.forEach(OllamaHttp::reset);
                    Thread.sleep(10);
                } else {
                    if (listening.isClosed()) {
                        listening = new ServerSocket();
                        listening.setReuseAddress(true);
                        listening.bind(
                                new java.net.InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), port),
                                512);
                        listening.setSoTimeout(20);
                    }
                    accept(listening);
                }
            }
            listening.close();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("stand-in on port " + port, e);
        }
    }

    private void accept(ServerSocket listening) throws IOException {
        try {
            Socket socket = listening.accept();
            open.add(socket);
            daemon(() -> serve(socket));
        } catch (java.net.SocketTimeoutException nobody) {
            // Looks again whether it is down.
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            String line = line(in);
            while (line != null && !closed) {
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(header.substring(15).trim());
                    }
                }
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                while (!server.answers() && !server.isDown()) {
                    if (line.contains("/api/chat")) {
                        break;
                    }
                    Thread.sleep(5);
                }
                String[] words = line.split(" ");
                if (!answer(words[1], words[0].equals("HEAD"), body, in, socket)) {
                    return;
                }
                line = line(in);
            }
        } catch (IOException | InterruptedException gone) {
            // The client left, or the server died.
        } finally {
            open.remove(socket);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString().trim();
            }
            line.append((char) c);
        }
        return null;
    }

    private boolean answer(String path, boolean head, String body, InputStream in, Socket socket)
            throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        switch (path) {
            case "/api/chat" -> {
                return chat(body, in, socket, out);
            }
            case "/api/generate" -> generate(body, out);
            case "/api/tags" -> send(out, head, 200, JSON, tags());
            case "/api/ps" -> send(out, head, 200, JSON, ps());
            case "/api/version" -> send(out, head, 200, JSON, "{\"version\":\"0.24.0\"}");
            case "/" -> send(out, head, 200, "text/plain; charset=utf-8", "Ollama is running");
            default -> send(out, head, 404, "text/plain", "404 page not found");
        }
        return true;
    }

    private static void send(OutputStream out, boolean head, int status, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String header =
                "HTTP/1.1 "
                        + status
                        + " X\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + bytes.length
                        + "\r\n\r\n";
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        if (!head) {
            out.write(bytes);
        }
        out.flush();
    }

    private static String entry(Model model, String more) {
        return "{\"name\":\"%1$s\",\"model\":\"%1$s\",\"size\":%2$d,\"digest\":\"%3$064x\",%4$s\"details\":{}}"
                .formatted(
                        model.name(), model.bytes(), model.name().hashCode() & 0xffffffffL, more);
    }

    private String tags() {
        String time = "\"modified_at\":\"2026-01-01T00:00:00Z\",";
        return list(
                server.disk.stream().sorted().map(name -> entry(models.get(name), time)).toList());
    }

    private String ps() {
        java.util.List<String> all = new java.util.ArrayList<>();
        time.now(
                () ->
                        server.loaded()
                                .values()
                                .forEach(
                                        runner ->
                                                all.add(
                                                        entry(
                                                                runner.model,
                                                                "\"expires_at\":\"2030-01-01T00:00:00Z\",\"size_vram\":"
                                                                        + runner.model.bytes()
                                                                        + ","))));
        return list(all);
    }

    private static String list(java.util.List<String> entries) {
        return "{\"models\":[" + String.join(",", entries) + "]}";
    }

    private Model model(String body) {
        Matcher matcher = MODEL.matcher(body);
        String name = matcher.find() ? matcher.group(1) : "";
        return models.get(name.contains(":") ? name : name + ":latest");
    }

    /** An empty prompt: loads, or with keep_alive 0 unloads. */
    private void generate(String body, OutputStream out) throws IOException, InterruptedException {
        java.util.concurrent.SynchronousQueue<Result> result =
                new java.util.concurrent.SynchronousQueue<>();
        Model model = model(body);
        boolean unload = UNLOAD.matcher(body).find();
        time.now(
                () -> {
                    if (unload) {
                        server.unload(model.name(), () -> hand(result, Result.DONE));
                    } else {
                        server.load(
                                model,
                                new Ollama.Client() {
                                    @Override
                                    public void firstByte() {}

                                    @Override
                                    public void ended(Result how) {
                                        hand(result, how);
                                    }
                                });
                    }
                });
        Result how = result.take();
        if (how.kind() != Result.Kind.DONE) {
            send(out, false, 500, JSON, "{\"error\":\"model failed to load\"}");
            return;
        }
        send(
                out,
                false,
                200,
                JSON,
                "{\"model\":\"%s\",\"response\":\"\",\"done\":true,\"done_reason\":\"%s\"}"
                        .formatted(model.name(), unload ? "unload" : "load"));
    }

    private static void hand(java.util.concurrent.SynchronousQueue<Result> to, Result result) {
        daemon(
                () -> {
                    try {
                        to.put(result);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static Request request(Model model, String body) {
        Prompt.Builder chain = Prompt.builder();
        Matcher messages = MESSAGE.matcher(body);
        while (messages.find()) {
            chain.add(Long.parseLong(messages.group(1)), Long.parseLong(messages.group(2)));
        }
        Prompt prompt = chain.build();
        Matcher answer = ANSWER.matcher(body);
        Matcher tokens = TOKENS.matcher(body);
        if (!answer.find() || !tokens.find()) {
            throw new IllegalArgumentException("no hints in " + body);
        }
        int count = Integer.parseInt(tokens.group(1));
        chain.add(Long.parseLong(answer.group(1)), (long) count * Request.TOKEN);
        return new Request("", model, prompt, chain.build(), count, false);
    }

    /** Whether the connection can be used again. */
    private boolean chat(String body, InputStream in, Socket socket, OutputStream out)
            throws IOException {
        Model model = model(body);
        if (model == null) {
            send(out, false, 404, JSON, "{\"error\":\"model not found\"}");
            return true;
        }
        Stream stream = new Stream(model, request(model, body), body, out, socket);
        Ollama.Call[] call = new Ollama.Call[1];
        time.now(() -> call[0] = server.send(stream.request, stream));
        // Nothing more comes before the answer is over, unless it is the end.
        socket.setSoTimeout(5);
        while (!stream.over) {
            try {
                in.mark(1);
                if (in.read() < 0) {
                    throw new IOException("client left");
                }
                in.reset();
                java.util.concurrent.locks.LockSupport.parkNanos(2_000_000L);
            } catch (java.net.SocketTimeoutException silent) {
                // Still there.
            } catch (IOException left) {
                time.now(call[0]::cancel);
                throw left;
            }
        }
        socket.setSoTimeout(0);
        return stream.reusable;
    }

    /** One answer. */
    private final class Stream implements Ollama.Client {
        private final Model model;
        private final Request request;
        private final String first;
        private final OutputStream out;
        private final Socket socket;
        private volatile boolean over;
        private volatile boolean reusable;

        private Stream(Model model, Request request, String body, OutputStream out, Socket socket) {
            this.model = model;
            this.request = request;
            this.out = out;
            this.socket = socket;
            Matcher answer = ANSWER.matcher(body);
            this.first = answer.find() ? answer.group(1) : "";
        }

        private void chunk(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes());
            out.write(bytes);
            out.write("\r\n".getBytes());
        }

        @Override
        public void firstByte() {
            try {
                out.write(
                        ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n")
                                .getBytes());
                chunk(
                        "{\"model\":\"%s\",\"message\":{\"role\":\"assistant\",\"content\":\"answer %s\"},\"done\":false}\n"
                                .formatted(model.name(), first));
                out.flush();
            } catch (IOException e) {
                reset(socket);
            }
        }

        @Override
        public void ended(Result result) {
            try {
                switch (result.kind()) {
                    case DONE -> done(result);
                    case NO_MODEL -> plain(404, "model '" + model.name() + "' not found");
                    case BUSY ->
                            plain(
                                    503,
                                    "server busy, please try again.  maximum pending requests exceeded");
                    case ERROR -> plain(500, "something broke");
                    default -> reset(socket);
                }
            } catch (IOException e) {
                reset(socket);
            }
            over = true;
        }

        private void plain(int status, String error) throws IOException {
            reusable = true;
            send(out, false, status, JSON, "{\"error\":\"" + error + "\"}");
        }

        private void done(Result result) throws IOException {
            reusable = true;
            chunk(
                    ("{\"model\":\"%s\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
                                    + "\"done_reason\":\"stop\",\"total_duration\":%d,\"load_duration\":%d,"
                                    + "\"prompt_eval_count\":%d,\"prompt_eval_duration\":%d,\"eval_count\":%d,"
                                    + "\"eval_duration\":%d}\n")
                            .formatted(
                                    model.name(),
                                    time.real(result.totalNanos()),
                                    time.real(result.loadNanos()),
                                    result.promptTokens(),
                                    time.real(result.promptNanos()),
                                    result.evalTokens(),
                                    time.real(result.evalNanos())));
            out.write("0\r\n\r\n".getBytes());
            out.flush();
        }
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(OllamaHttp::reset);
    }
}
