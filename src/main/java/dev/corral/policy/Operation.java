package dev.corral.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a request would do at an Ollama server, whichever road and face it comes by. */
public enum Operation {
    CHAT,
    GENERATE,
    EMBED,
    TRANSCRIBE,
    SHOW,
    LIST,
    PS,
    VERSION,
    PULL,
    PUSH,
    CREATE,
    COPY,
    DELETE,
    BLOB_READ,
    BLOB_WRITE,
    UNLOAD,
    /** The account that the server's host has at ollama.com: who it is, signing it out. */
    ACCOUNT,
    /** Web search and fetch by the host's account. */
    WEB,
    /** Recommendations that Ollama fetches from ollama.com. */
    CLOUD_STATUS;

    /** The operation with that name. */
    public static Optional<Operation> find(String id) {
        return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
    }

    /** The names of all, for a sentence: {@code chat, generate, …}. */
    public static String names() {
        return Arrays.stream(values()).map(Operation::id).collect(Collectors.joining(", "));
    }

    /** The name in rules, logs and JSON: {@code blob-read}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
