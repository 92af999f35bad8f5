package dev.corral.gateway;

import static dev.corral.gateway.BodyKind.FORM;
import static dev.corral.gateway.BodyKind.JSON;
import static dev.corral.gateway.BodyKind.NONE;
import static dev.corral.gateway.BodyKind.STREAM;
import static dev.corral.gateway.Streaming.IF_ASKED;
import static dev.corral.gateway.Streaming.NEVER;
import static dev.corral.gateway.Streaming.UNLESS_REFUSED;
import static dev.corral.policy.Operation.ACCOUNT;
import static dev.corral.policy.Operation.BLOB_READ;
import static dev.corral.policy.Operation.BLOB_WRITE;
import static dev.corral.policy.Operation.CHAT;
import static dev.corral.policy.Operation.CLOUD_STATUS;
import static dev.corral.policy.Operation.COPY;
import static dev.corral.policy.Operation.CREATE;
import static dev.corral.policy.Operation.DELETE;
import static dev.corral.policy.Operation.EMBED;
import static dev.corral.policy.Operation.GENERATE;
import static dev.corral.policy.Operation.LIST;
import static dev.corral.policy.Operation.PS;
import static dev.corral.policy.Operation.PULL;
import static dev.corral.policy.Operation.PUSH;
import static dev.corral.policy.Operation.SHOW;
import static dev.corral.policy.Operation.TRANSCRIBE;
import static dev.corral.policy.Operation.VERSION;
import static dev.corral.policy.Operation.WEB;

import java.util.List;

/** Ollama's surface, from 0.24 (which still had {@code /v1/images}) to 0.33. */
final class OllamaRoutes {
    static final List<Route> ALL =
            List.of(
                    Route.of("GET", "/", VERSION, NONE, NEVER),
                    Route.of("HEAD", "/", VERSION, NONE, NEVER),
                    Route.of("GET", "/api/version", VERSION, NONE, NEVER),
                    Route.of("HEAD", "/api/version", VERSION, NONE, NEVER),
                    Route.of("GET", "/api/status", VERSION, NONE, NEVER),
                    Route.of("GET", "/api/tags", LIST, NONE, NEVER),
                    Route.of("HEAD", "/api/tags", LIST, NONE, NEVER),
                    Route.of("GET", "/api/ps", PS, NONE, NEVER),
                    Route.of("POST", "/api/show", SHOW, JSON, NEVER),
                    Route.of("POST", "/api/generate", GENERATE, JSON, UNLESS_REFUSED),
                    Route.of("POST", "/api/chat", CHAT, JSON, UNLESS_REFUSED),
                    Route.of("POST", "/api/embed", EMBED, JSON, NEVER),
                    Route.of("POST", "/api/embeddings", EMBED, JSON, NEVER),
                    Route.of("POST", "/v1/chat/completions", CHAT, JSON, IF_ASKED),
                    Route.of("POST", "/v1/completions", GENERATE, JSON, IF_ASKED),
                    Route.of("POST", "/v1/embeddings", EMBED, JSON, NEVER),
                    Route.of("POST", "/v1/responses", CHAT, JSON, IF_ASKED),
                    Route.of("POST", "/v1/messages", CHAT, JSON, IF_ASKED),
                    Route.of("POST", "/v1/audio/transcriptions", TRANSCRIBE, FORM, NEVER),
                    Route.of("POST", "/v1/images/generations", GENERATE, JSON, NEVER),
                    Route.of("POST", "/v1/images/edits", GENERATE, JSON, NEVER),
                    Route.of("GET", "/v1/models", LIST, NONE, NEVER),
                    Route.of("GET", "/v1/models/{model}", SHOW, NONE, NEVER),
                    Route.of("POST", "/api/pull", PULL, JSON, UNLESS_REFUSED),
                    Route.of("POST", "/api/push", PUSH, JSON, UNLESS_REFUSED),
                    Route.of("POST", "/api/create", CREATE, JSON, UNLESS_REFUSED),
                    Route.of("HEAD", "/api/blobs/{digest}", BLOB_READ, NONE, NEVER),
                    Route.of("POST", "/api/blobs/{digest}", BLOB_WRITE, STREAM, NEVER),
                    Route.of("POST", "/api/copy", COPY, JSON, NEVER),
                    Route.of("DELETE", "/api/delete", DELETE, JSON, NEVER),
                    Route.of("POST", "/api/me", ACCOUNT, NONE, NEVER),
                    Route.of("POST", "/api/signout", ACCOUNT, NONE, NEVER),
                    Route.of("DELETE", "/api/user/keys/{key}", ACCOUNT, NONE, NEVER),
                    Route.of("POST", "/api/experimental/web_search", WEB, JSON, NEVER),
                    Route.of("POST", "/api/experimental/web_fetch", WEB, JSON, NEVER),
                    Route.of(
                            "GET",
                            "/api/experimental/model-recommendations",
                            CLOUD_STATUS,
                            NONE,
                            NEVER));

    private OllamaRoutes() {}
}
