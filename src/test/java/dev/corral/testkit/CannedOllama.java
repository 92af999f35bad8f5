package dev.corral.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The whole surface of an Ollama, shaped as a real one answers on the wire: content types, trailing
 * newlines, Content-Length against chunks, a flush for each record.
 */
final class CannedOllama {
    private static final String JSON = "application/json; charset=utf-8";
    private static final String PLAIN_JSON = "application/json";
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String[] WORDS = {"The", " sky", " is", " blue", "."};
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private CannedOllama() {}

    static void install(StandIn standIn) {
        reads(standIn);
        models(standIn);
        standIn.on("POST", "/api/chat", exchange -> answer(exchange, true));
        standIn.on("POST", "/api/generate", exchange -> answer(exchange, false));
        json(standIn, "POST", "/api/embed", embed());
        json(standIn, "POST", "/api/embeddings", "{\"embedding\":[0.5,-0.25]}");
        CannedV1.install(standIn);
    }

    private static void reads(StandIn standIn) {
        Script root = x -> x.respond(200, "text/plain; charset=utf-8", "Ollama is running");
        standIn.on("GET", "/", root).on("HEAD", "/", root);
        json(standIn, "*", "/api/version", "{\"version\":\"0.24.0\"}");
        json(standIn, "GET", "/api/status", "{\"cloud\":{\"disabled\":false,\"source\":\"none\"}}");
        json(standIn, "*", "/api/tags", "{\"models\":[" + model() + "]}");
        json(standIn, "GET", "/api/ps", "{\"models\":[" + loaded() + "]}");
        json(standIn, "GET", "/api/experimental/model-recommendations", "{\"recommendations\":[]}");
        standIn.on("POST", "/api/show", CannedOllama::show);
    }

    private static void models(StandIn standIn) {
        standIn.on("POST", "/api/pull", CannedOllama::progress);
        standIn.on("POST", "/api/push", CannedOllama::progress);
        standIn.on("POST", "/api/create", CannedOllama::progress);
        Script empty = x -> x.respond(200, null, "");
        standIn.on("POST", "/api/copy", empty);
        standIn.on("DELETE", "/api/delete", empty);
        standIn.on("HEAD", "/api/blobs/*", CannedOllama::blobHead);
        standIn.on("POST", "/api/blobs/*", CannedOllama::blob);
        String unauthorized =
                "{\"error\":\"unauthorized\",\"signin_url\":\"https://ollama.com/connect\"}";
        standIn.on("POST", "/api/me", x -> x.respond(401, JSON, unauthorized));
        json(standIn, "POST", "/api/signout", "null");
    }

    private static void json(StandIn standIn, String method, String path, String body) {
        standIn.on(
                method,
                path,
                exchange -> {
                    exchange.body();
                    exchange.respond(200, JSON, body);
                });
    }

    /** What a path or method that Ollama does not know is answered with. */
    static void unknown(Exchange exchange) throws IOException, InterruptedException {
        exchange.body();
        if (exchange.path().startsWith("/api/") || exchange.path().startsWith("/v1/")) {
            boolean known = exchange.path().matches("/api/(version|tags|chat|generate|show|ps)");
            if (known) {
                byte[] text = "405 method not allowed".getBytes(StandardCharsets.UTF_8);
                exchange.head(
                        405,
                        "Content-Type: text/plain",
                        "Allow: GET",
                        "Content-Length: " + text.length);
                if (!exchange.method().equals("HEAD")) {
                    exchange.send(text);
                }
                return;
            }
        }
        exchange.respond(404, "text/plain", "404 page not found");
    }

    static boolean streams(Exchange exchange, boolean byDefault) throws InterruptedException {
        String body = exchange.text();
        return byDefault
                ? !body.matches("(?s).*\"stream\"\\s*:\\s*false.*")
                : body.matches("(?s).*\"stream\"\\s*:\\s*true.*");
    }

    /** Sends JSON as Go does: with a length when it is short, else in chunks. */
    static void go(Exchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= 2048) {
            exchange.respond(status, type, bytes);
            return;
        }
        exchange.head(status, "Content-Type: " + type, CHUNKED);
        for (int at = 0; at < bytes.length; at += 4096) {
            exchange.chunk(
                    java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 4096)));
        }
        exchange.lastChunk();
    }

    private static void answer(Exchange exchange, boolean chat)
            throws IOException, InterruptedException {
        if (exchange.text().contains("no-such-model")) {
            exchange.respond(404, JSON, "{\"error\":\"model 'no-such-model' not found\"}");
            return;
        }
        if (!streams(exchange, true)) {
            go(exchange, 200, JSON, record(String.join("", WORDS), chat, true));
            return;
        }
        exchange.head(200, "Content-Type: application/x-ndjson", CHUNKED);
        for (String word : WORDS) {
            exchange.chunk(record(word, chat, false) + "\n");
        }
        exchange.chunk(record("", chat, true) + "\n");
        exchange.lastChunk();
    }

    private static String record(String text, boolean chat, boolean done) {
        String said =
                chat
                        ? "\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"}"
                        : "\"response\":\"" + text + "\"";
        String end =
                done
                        ? ",\"done_reason\":\"stop\",\"total_duration\":301,\"load_duration\":100,"
                                + "\"prompt_eval_count\":11,\"prompt_eval_duration\":100,\"eval_count\":5,"
                                + "\"eval_duration\":101"
                        : "";
        return "{\"model\":\"gemma3:270m\",\"created_at\":\"2026-11-25T10:00:00.123456789Z\","
                + said
                + ",\"done\":"
                + done
                + end
                + "}";
    }

    private static String embed() {
        return "{\"model\":\"gemma3:270m\",\"embeddings\":[[0.5,-0.25]],\"total_duration\":14143917,"
                + "\"load_duration\":1019500,\"prompt_eval_count\":8}";
    }

    private static String details() {
        return "{\"parent_model\":\"\",\"format\":\"gguf\",\"family\":\"gemma3\",\"families\":[\"gemma3\"],"
                + "\"parameter_size\":\"268.10M\",\"quantization_level\":\"Q8_0\"}";
    }

    private static String model() {
        return "{\"name\":\"gemma3:270m\",\"model\":\"gemma3:270m\",\"modified_at\":"
                + "\"2026-11-25T09:00:00.5+01:00\",\"size\":291554930,\"digest\":\""
                + "ab".repeat(32)
                + "\",\"details\":"
                + details()
                + "}";
    }

    private static String loaded() {
        return "{\"name\":\"gemma3:270m\",\"model\":\"gemma3:270m\",\"size\":512000000,\"digest\":\""
                + "ab".repeat(32)
                + "\",\"details\":"
                + details()
                + ",\"expires_at\":\"2026-11-25T10:05:00Z\",\"size_vram\":0,\"context_length\":4096}";
    }

    private static void show(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.text().contains("no-such-model")) {
            exchange.respond(404, JSON, "{\"error\":\"model 'no-such-model' not found\"}");
            return;
        }
        String licence = "Gemma Terms of Use. ".repeat(400);
        String text =
                "{\"license\":\""
                        + licence
                        + "\",\"modelfile\":\"FROM x\\u003cb\\u003e\",\"template\":\"{{ .Prompt }}\","
                        + "\"details\":"
                        + details()
                        + ",\"model_info\":{\"general.architecture\":\"gemma3\"},"
                        + "\"capabilities\":[\"completion\"],\"modified_at\":\"2026-11-25T09:00:00Z\"}";
        go(exchange, 200, JSON, text);
    }

    private static void progress(Exchange exchange) throws IOException, InterruptedException {
        if (!streams(exchange, true)) {
            exchange.respond(200, PLAIN_JSON, "{\"status\":\"success\"}");
            return;
        }
        exchange.head(200, "Content-Type: application/x-ndjson", CHUNKED);
        exchange.chunk("{\"status\":\"pulling manifest\"}\n");
        for (int done = 0; done <= 300; done += 100) {
            exchange.chunk(
                    "{\"status\":\"pulling ababab\",\"digest\":\""
                            + DIGEST
                            + "\",\"total\":300,\"completed\":"
                            + done
                            + "}\n");
        }
        exchange.chunk("{\"status\":\"success\"}\n");
        exchange.lastChunk();
    }

    private static void blobHead(Exchange exchange) throws IOException {
        boolean there = exchange.path().endsWith(DIGEST);
        exchange.head(there ? 200 : 404, "Content-Length: 0");
    }

    private static void blob(Exchange exchange) throws IOException, InterruptedException {
        String named = exchange.path().substring("/api/blobs/".length());
        if (named.equals(DIGEST)) {
            early(exchange);
        } else if (named.equals("sha256:" + exchange.sha256Hex())) {
            exchange.head(201, "Content-Length: 0");
        } else {
            exchange.respond(
                    400, JSON, "{\"error\":\"digest mismatch, expected \\\"" + named + "\\\"\"}");
        }
    }

    /** Go reads at most 256 KiB more of a body that nobody wanted, answers, and closes. */
    private static void early(Exchange exchange) throws IOException, InterruptedException {
        exchange.awaitReceived(256 * 1024);
        if (exchange.complete()) {
            exchange.head(200, "Content-Length: 0");
            return;
        }
        exchange.head(200, "Content-Length: 0", "Connection: close");
        exchange.finish(java.time.Duration.ofMillis(500));
    }
}
