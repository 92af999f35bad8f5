package dev.corral.policy;

import java.util.List;

/** The reasons of decisions, in words. */
final class Sentences {
    private Sentences() {}

    static Decision allowed(Rule rule) {
        return new Decision(true, rule.id(), "Rule \"" + rule.id() + "\" allows it.");
    }

    static Decision denied(Rule rule, Facts.Demand demand) {
        return new Decision(
                false,
                rule.id(),
                "Rule \"" + rule.id() + "\" forbids you to " + verb(demand) + ".");
    }

    static Decision limited(Rule rule, String exceeded) {
        return new Decision(
                false, rule.id(), "Rule \"" + rule.id() + "\" sets a limit: " + exceeded + ".");
    }

    static Decision nobodyAllows(Facts.Demand demand) {
        return new Decision(
                false,
                Decision.DEFAULT,
                "No rule allows you to "
                        + verb(demand)
                        + ", and what no rule allows is refused (rule \"default\").");
    }

    /** The demand as the end of a sentence: {@code chat with llama3:latest}. */
    static String verb(Facts.Demand demand) {
        String model = demand.model() == null ? "a model" : demand.model().canonical();
        return switch (demand.operation()) {
            case CHAT -> "chat with " + model;
            case GENERATE -> "generate with " + model;
            case EMBED -> "embed with " + model;
            case TRANSCRIBE -> "transcribe with " + model;
            case SHOW -> "see what is inside " + model;
            case LIST -> "list models";
            case PS -> "list loaded models";
            case VERSION -> "ask for the version";
            case PULL -> "pull " + model;
            case PUSH -> "push " + model;
            case CREATE -> "create a model with " + model;
            case COPY -> "copy from or to " + model;
            case DELETE -> "delete " + model;
            case BLOB_READ -> "ask for files of models";
            case BLOB_WRITE -> "upload files of models";
            case UNLOAD -> "unload " + model;
            case ACCOUNT -> "use the ollama.com account of the server";
            case WEB -> "search the web";
            case CLOUD_STATUS -> "ask for recommendations of ollama.com";
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
