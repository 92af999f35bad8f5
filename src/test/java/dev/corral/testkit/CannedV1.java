package dev.corral.testkit;

import java.io.IOException;

/** The OpenAI and Anthropic faces of {@link CannedOllama}. */
final class CannedV1 {
    private static final String JSON = "application/json";
    private static final String[] SSE = {
        "Content-Type: text/event-stream", "Transfer-Encoding: chunked"
    };
    private static final String[] TYPED_SSE = {
        "Cache-Control: no-cache",
        "Connection: keep-alive",
        "Content-Type: text/event-stream",
        "Transfer-Encoding: chunked"
    };
    private static final String MODEL =
            "{\"id\":\"gemma3:270m\",\"object\":\"model\",\"created\":1764061200,\"owned_by\":\"library\"}";

    private CannedV1() {}

    static void install(StandIn standIn) {
        standIn.on("POST", "/v1/chat/completions", CannedV1::chat);
        standIn.on("POST", "/v1/completions", CannedV1::completion);
        standIn.on("POST", "/v1/responses", CannedV1::responses);
        standIn.on("POST", "/v1/messages", CannedV1::messages);
        json(
                standIn,
                "POST",
                "/v1/embeddings",
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"embedding\":[0.5],"
                        + "\"index\":0}],\"model\":\"gemma3:270m\",\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}\n");
        json(standIn, "GET", "/v1/models", "{\"object\":\"list\",\"data\":[" + MODEL + "]}\n");
        json(standIn, "GET", "/v1/models/*", MODEL + "\n");
        json(standIn, "POST", "/v1/audio/transcriptions", "{\"text\":\"hello\"}\n");
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

    private static boolean refused(Exchange exchange) throws IOException, InterruptedException {
        boolean anthropic = exchange.path().equals("/v1/messages");
        if (!exchange.text().contains("no-such-model")) {
            return false;
        }
        String text = "model 'no-such-model' not found";
        exchange.respond(
                404,
                JSON,
                anthropic
                        ? "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\""
                                + text
                                + "\"},\"request_id\":\"req_1\"}\n"
                        : "{\"error\":{\"message\":\""
                                + text
                                + "\",\"type\":\"not_found_error\",\"param\":null,\"code\":null}}\n");
        return true;
    }

    private static void chat(Exchange exchange) throws IOException, InterruptedException {
        if (refused(exchange)) {
            return;
        }
        if (!CannedOllama.streams(exchange, false)) {
            exchange.respond(
                    200,
                    JSON,
                    "{\"id\":\"chatcmpl-412\",\"object\":\"chat.completion\",\"created\":1764061200,"
                            + "\"model\":\"gemma3:270m\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,"
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"Blue.\"},\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":2,\"total_tokens\":13}}\n");
            return;
        }
        exchange.head(200, SSE);
        for (String word : new String[] {"The", " sky", " \\u003cb\\u003e"}) {
            exchange.chunk(
                    "data: "
                            + delta("{\"role\":\"assistant\",\"content\":\"" + word + "\"}", "null")
                            + "\n\n");
        }
        exchange.chunk(
                "data: " + delta("{\"role\":\"assistant\",\"content\":\"\"}", "\"stop\"") + "\n\n");
        exchange.chunk("data: [DONE]\n\n");
        exchange.lastChunk();
    }

    private static String delta(String delta, String finish) {
        return "{\"id\":\"chatcmpl-412\",\"object\":\"chat.completion.chunk\",\"created\":1764061200,\"model\":"
                + "\"gemma3:270m\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finish
                + "}]}";
    }

    private static void completion(Exchange exchange) throws IOException, InterruptedException {
        if (refused(exchange)) {
            return;
        }
        String choice =
                "{\"id\":\"cmpl-7\",\"object\":\"text_completion\",\"created\":1764061200,\"model\":\"gemma3:270m\","
                        + "\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"text\":\"Blue\",\"index\":0,\"finish_reason\":\"stop\"}]}";
        if (!CannedOllama.streams(exchange, false)) {
            exchange.respond(200, JSON, choice + "\n");
            return;
        }
        exchange.head(200, SSE);
        exchange.chunk("data: " + choice + "\n\n").chunk("data: [DONE]\n\n").lastChunk();
    }

    private static void responses(Exchange exchange) throws IOException, InterruptedException {
        if (refused(exchange)) {
            return;
        }
        String response =
                "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"usage\":"
                        + "{\"input_tokens\":11,\"output_tokens\":2,\"total_tokens\":13}}";
        if (!CannedOllama.streams(exchange, false)) {
            exchange.respond(200, JSON, response + "\n");
            return;
        }
        exchange.head(200, TYPED_SSE);
        event(
                exchange,
                "response.created",
                "{\"type\":\"response.created\",\"sequence_number\":0}");
        event(
                exchange,
                "response.output_text.delta",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"Blue\"}");
        event(
                exchange,
                "response.completed",
                "{\"type\":\"response.completed\",\"response\":" + response + "}");
        exchange.lastChunk();
    }

    private static void messages(Exchange exchange) throws IOException, InterruptedException {
        if (refused(exchange)) {
            return;
        }
        if (!CannedOllama.streams(exchange, false)) {
            exchange.respond(
                    200,
                    JSON,
                    "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"gemma3:270m\","
                            + "\"content\":[{\"type\":\"text\",\"text\":\"Blue.\"}],\"stop_reason\":\"end_turn\",\"usage\":"
                            + "{\"input_tokens\":11,\"output_tokens\":2}}\n");
            return;
        }
        exchange.head(200, TYPED_SSE);
        event(
                exchange,
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":9,\"output_tokens\":0}}}");
        event(
                exchange,
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
        event(
                exchange,
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Blue\"}}");
        event(exchange, "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
        event(
                exchange,
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"input_tokens\":11,\"output_tokens\":2}}");
        event(exchange, "message_stop", "{\"type\":\"message_stop\"}");
        exchange.lastChunk();
    }

    private static void event(Exchange exchange, String type, String data) throws IOException {
        exchange.chunk("event: " + type + "\ndata: " + data + "\n\n");
    }
}
