package dev.corral.policy;

import dev.corral.words.Sentence;
import java.util.List;

/** The reasons of decisions, in words. */
final class Sentences {
    private Sentences() {}

    static Decision allowed(Rule rule) {
        return new Decision(
                true,
                rule.id(),
                Sentence.of("decision.allowed", "Rule \"{rule}\" allows it.", "rule", rule.id()));
    }

    static Decision denied(Rule rule, Facts.Demand demand) {
        return new Decision(
                false,
                rule.id(),
                Sentence.of(
                        "decision.denied",
                        "Rule \"{rule}\" forbids you to {do}.",
                        "rule",
                        rule.id(),
                        "do",
                        verb(demand)));
    }

    static Decision limited(Rule rule, Sentence exceeded) {
        return new Decision(
                false,
                rule.id(),
                Sentence.of(
                        "decision.limited",
                        "Rule \"{rule}\" sets a limit: {limit}.",
                        "rule",
                        rule.id(),
                        "limit",
                        exceeded));
    }

    static Decision nobodyAllows(Facts.Demand demand) {
        return new Decision(
                false,
                Decision.DEFAULT,
                Sentence.of(
                        "decision.nobody",
                        "No rule allows you to {do}, and what no rule allows is refused (rule \"default\").",
                        "do",
                        verb(demand)));
    }

    /** The demand as the end of a sentence: {@code chat with llama3:latest}. */
    static Sentence verb(Facts.Demand demand) {
        Object model =
                demand.model() == null
                        ? Sentence.of("do.a-model", "a model")
                        : demand.model().canonical();
        return switch (demand.operation()) {
            case CHAT -> Sentence.of("do.chat", "chat with {model}", "model", model);
            case GENERATE -> Sentence.of("do.generate", "generate with {model}", "model", model);
            case EMBED -> Sentence.of("do.embed", "embed with {model}", "model", model);
            case TRANSCRIBE ->
                    Sentence.of("do.transcribe", "transcribe with {model}", "model", model);
            case SHOW -> Sentence.of("do.show", "see what is inside {model}", "model", model);
            case LIST -> Sentence.of("do.list", "list models");
            case PS -> Sentence.of("do.ps", "list loaded models");
            case VERSION -> Sentence.of("do.version", "ask for the version");
            case PULL -> Sentence.of("do.pull", "pull {model}", "model", model);
            case PUSH -> Sentence.of("do.push", "push {model}", "model", model);
            case CREATE -> Sentence.of("do.create", "create a model with {model}", "model", model);
            case COPY -> Sentence.of("do.copy", "copy from or to {model}", "model", model);
            case DELETE -> Sentence.of("do.delete", "delete {model}", "model", model);
            case BLOB_READ -> Sentence.of("do.blob-read", "ask for files of models");
            case BLOB_WRITE -> Sentence.of("do.blob-write", "upload files of models");
            case UNLOAD -> Sentence.of("do.unload", "unload {model}", "model", model);
            case ACCOUNT -> Sentence.of("do.account", "use the ollama.com account of the server");
            case WEB -> Sentence.of("do.web", "search the web");
            case CLOUD_STATUS ->
                    Sentence.of("do.cloud-status", "ask for recommendations of ollama.com");
        };
    }

    /** Words joined for people: {@code a, b or c}. */
    static String either(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
