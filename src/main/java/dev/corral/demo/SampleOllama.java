package dev.corral.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.corral.settings.BaseUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small server on loopback with one model, {@value #MODEL}, whose answers say that no model is
 * running and how to connect one. Knows the routes that the page and the first steps with curl and
 * the SDKs use; answers 404 to the rest, as an Ollama does.
 */
public final class SampleOllama implements AutoCloseable {

    /** The only model. */
    public static final String MODEL = "corral-sample";

    private static final String DIGEST =
            "0000000000000000000000000000000000000000000000000000000000000000";
    private static final long PAUSE_MILLIS = 40;
    private static final List<String> WORDS =
            List.of(
                    "**No model is running here.** ",
                    "You are talking to the sample that comes with this demo: it cannot think, it only shows how an answer arrives.\n\n",
                    "To connect a real one:\n\n",
                    "1. Install Ollama and start it with `ollama serve`.\n",
                    "2. Bring a model in: `ollama pull qwen3`.\n",
                    "3. Stop this demo and start it again. It looks at `http://127.0.0.1:11434`; for another address set ",
                    "`OLLAMA_BASE_URL`, for example `OLLAMA_BASE_URL=http://gpu-1:11434`.\n\n",
                    "Everything else is real: ",
                    "the login, the stream, Stop, ",
                    "and the address that your own programs can use.");

    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService threads;
    private final HttpServer server;

    /**
     * Starts on a free port of the loopback address.
     *
     * @throws IOException if no port can be had
     */
    public SampleOllama() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool(SampleOllama::thread);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "corral-sample");
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    public BaseUrl url() {
        return new BaseUrl(
                "http",
                server.getAddress().getAddress().getHostAddress(),
                server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (route) {
                case "GET /", "HEAD /" ->
                        send(exchange, 200, "text/plain; charset=utf-8", "Ollama is running");
                case "GET /api/version", "HEAD /api/version" ->
                        sendJson(exchange, "{\"version\":\"0.24.0\"}");
                case "GET /api/tags", "HEAD /api/tags" ->
                        sendJson(exchange, "{\"models\":[" + model("") + "]}");
                case "GET /api/ps" -> sendJson(exchange, "{\"models\":[" + model(loaded()) + "]}");
                case "GET /v1/models" ->
                        sendJson(
                                exchange,
                                "{\"object\":\"list\",\"data\":[{\"id\":\""
                                        + MODEL
                                        + ":latest\",\"object\":\"model\",\"created\":0,\"owned_by\":\"library\"}]}\n");
                case "POST /api/show" ->
                        sendJson(
                                exchange,
                                "{\"license\":\"\",\"modelfile\":\"FROM corral-sample\",\"parameters\":\"\",\"template\":\"{{ .Prompt }}\",\"details\":"
                                        + details()
                                        + ",\"model_info\":{},\"capabilities\":[\"completion\"]}");
                case "POST /api/chat", "POST /api/generate", "POST /v1/chat/completions" ->
                        answer(exchange, route);
                default -> send(exchange, 404, "text/plain", "404 page not found");
            }
        }
    }

    private static String model(String more) {
        return "{\"name\":\""
                + MODEL
                + ":latest\",\"model\":\""
                + MODEL
                + ":latest\",\"modified_at\":\"2026-01-01T00:00:00Z\",\"size\":0,\"digest\":\""
                + DIGEST
                + "\",\"details\":"
                + details()
                + more
                + "}";
    }

    private static String loaded() {
        return ",\"expires_at\":\"2318-01-01T00:00:00Z\",\"size_vram\":0,\"context_length\":4096";
    }

    private static String details() {
        return "{\"parent_model\":\"\",\"format\":\"sample\",\"family\":\"sample\",\"families\":[\"sample\"],\"parameter_size\":\"0\","
                + "\"quantization_level\":\"none\"}";
    }

    private void answer(HttpExchange exchange, String route) throws IOException {
        JsonNode request;
        try {
            request = json.readTree(exchange.getRequestBody());
        } catch (IOException notJson) {
            send(exchange, 400, "application/json; charset=utf-8", "{\"error\":\"invalid JSON\"}");
            return;
        }
        String name =
                request == null ? "" : request.path("model").asText().replaceFirst(":latest$", "");
        if (!name.equals(MODEL)) {
            send(
                    exchange,
                    404,
                    "application/json; charset=utf-8",
                    "{\"error\":\"model '" + MODEL + "' is the only one here\"}");
            return;
        }
        Voice voice = Voice.of(route, json);
        if (request.path("stream").asBoolean(voice.streamsByDefault())) {
            stream(exchange, voice);
        } else {
            sendJson(exchange, voice.whole(String.join("", WORDS)));
        }
    }

    private void stream(HttpExchange exchange, Voice voice) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", voice.streamType());
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String part : WORDS) {
                for (String word : part.split("(?<= )")) {
                    out.write(voice.frame(word).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            out.write(voice.last(WORDS.size()).getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sendJson(HttpExchange exchange, String body) throws IOException {
        send(exchange, 200, "application/json; charset=utf-8", body);
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** How a route dresses its words. */
    private record Voice(ObjectMapper json, String route) {

        static Voice of(String route, ObjectMapper json) {
            return new Voice(json, route);
        }

        boolean streamsByDefault() {
            return !isOpenAi();
        }

        private boolean isOpenAi() {
            return route.startsWith("POST /v1/");
        }

        String streamType() {
            return isOpenAi() ? "text/event-stream" : "application/x-ndjson";
        }

        String frame(String word) {
            return isOpenAi()
                    ? "data: " + openAi("chat.completion.chunk", "delta", word, null) + "\n\n"
                    : ollama(word, false) + "\n";
        }

        String last(int count) {
            if (isOpenAi()) {
                return "data: "
                        + openAi("chat.completion.chunk", "delta", "", "stop")
                        + "\n\ndata: [DONE]\n\n";
            }
            return ollama("", true)
                            .replaceFirst(
                                    "}$", ",\"done_reason\":\"stop\",\"eval_count\":" + count + "}")
                    + "\n";
        }

        String whole(String text) {
            return isOpenAi()
                    ? openAi("chat.completion", "message", text, "stop") + "\n"
                    : ollama(text, true);
        }

        private String ollama(String text, boolean done) {
            ObjectNode frame = json.createObjectNode();
            frame.put("model", MODEL).put("created_at", Instant.now().toString());
            if (route.endsWith("/chat")) {
                frame.putObject("message").put("role", "assistant").put("content", text);
            } else {
                frame.put("response", text);
            }
            return frame.put("done", done).toString();
        }

        private String openAi(String object, String member, String text, String finish) {
            ObjectNode frame = json.createObjectNode();
            frame.put("id", "chatcmpl-1")
                    .put("object", object)
                    .put("created", Instant.now().getEpochSecond())
                    .put("model", MODEL);
            ObjectNode choice = frame.putArray("choices").addObject().put("index", 0);
            choice.putObject(member).put("role", "assistant").put("content", text);
            choice.put("finish_reason", finish);
            return frame.toString();
        }
    }
}
