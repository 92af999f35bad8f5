package dev.corral.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/** Compares what {@link BodyReader} took from a body with what Go took from it. */
final class GoView {
    private GoView() {}

    /**
     * The first difference that matters, or null. Where the reader may be stricter (counts, signs
     * of the web), only less is a difference.
     */
    static String difference(BodyFacts facts, JsonNode go) {
        String model = go.get("model").asText();
        String exact = go.get("exactModel").asText();
        Long keepAlive = facts.keepAlive() == null ? null : facts.keepAlive().toNanos();
        return first(
                same("model", facts.model(), name(model, facts.model(), false)),
                exact.isEmpty()
                        ? null
                        : same("exact model", facts.model(), name(exact, facts.model(), false)),
                same("from", facts.from(), name(go.get("from").asText(), facts.from(), false)),
                same(
                        "source",
                        facts.source(),
                        name(go.get("source").asText(), facts.source(), true)),
                same(
                        "destination",
                        facts.destination(),
                        name(go.get("destination").asText(), facts.destination(), true)),
                same("stream", Boolean.TRUE.equals(facts.stream()), go.get("stream").asBoolean()),
                same(
                        "stream false",
                        Boolean.FALSE.equals(facts.stream()) && go.get("stream").asBoolean(),
                        false),
                facts.keepAlive() != null && go.get("keepAlive").isNull()
                        ? null
                        : same("keep_alive", keepAlive, number(go, "keepAlive")),
                facts.numCtx() != null && go.get("numCtx").isNull()
                        ? null
                        : same("num_ctx", facts.numCtx(), number(go, "numCtx")),
                covers(facts.numPredict(), number(go, "numPredict"))
                        ? null
                        : "shorter answer than Go",
                same("empty", facts.empty(), go.get("empty").asBoolean()),
                same("raw", facts.raw(), go.get("raw").asBoolean()),
                same("template", facts.template(), go.get("template").asBoolean()),
                same("debug", facts.debugRenderOnly(), go.get("debug").asBoolean()),
                same(
                        "insecure",
                        facts.insecure(),
                        go.get("insecure").asBoolean() || plainHttp(facts)),
                same("remote_host", facts.remoteHost(), go.get("remoteHost").asBoolean()),
                atLeast("system", facts.system(), go.get("system").asBoolean()),
                atLeast("web", facts.webTools(), go.get("web").asBoolean()),
                atLeast("remote image", facts.remoteImage(), go.get("remoteImage").asBoolean()),
                facts.images() >= go.get("images").asInt() ? null : "fewer images than Go");
    }

    private static boolean plainHttp(BodyFacts facts) {
        return facts.model() != null && facts.model().isPlainHttp()
                || facts.from() != null && facts.from().isPlainHttp();
    }

    private static ModelName name(String text, ModelName ours, boolean literally) {
        if (text.isEmpty()) {
            return null;
        }
        ModelName name = literally ? ModelName.parseLiteral(text) : ModelName.parse(text);
        return name == null && ours == null ? ModelName.parse("not-resolved") : name;
    }

    private static Long number(JsonNode go, String name) {
        return go.get(name).isNull() ? null : go.get(name).asLong();
    }

    private static boolean covers(Long ours, Long theirs) {
        return theirs == null || ours != null && (ours < 0 || theirs >= 0 && ours >= theirs);
    }

    private static String same(String what, Object ours, Object theirs) {
        return Objects.equals(ours, theirs) ? null : what + ": ours " + ours + ", Go's " + theirs;
    }

    private static String atLeast(String what, boolean ours, boolean theirs) {
        return theirs && !ours ? what + ": only Go sees it" : null;
    }

    private static String first(String... differences) {
        for (String difference : differences) {
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }
}
