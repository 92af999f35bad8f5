package dev.corral.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.words.Sentence;
import java.time.Duration;

/** The JSON form of {@link Limits}. */
final class PolicyLimits {
    private PolicyLimits() {}

    static Limits parse(PolicyNode node) throws InvalidPolicy {
        node.onlyMembers(
                "numCtx",
                "numPredict",
                "keepAlive",
                "images",
                "bodySize",
                "raw",
                "template",
                "system",
                "loadOptions",
                "insecure",
                "cloud",
                "duration",
                "bytes");
        return new Limits(
                node.number("numCtx", 1, Long.MAX_VALUE, false),
                node.number("numPredict", 1, Long.MAX_VALUE, false),
                duration(node, "keepAlive"),
                node.number("images", 0, Long.MAX_VALUE, false),
                node.number("bodySize", 0, Long.MAX_VALUE, false),
                flag(node, "raw", true),
                flag(node, "template", true),
                flag(node, "system", true),
                flag(node, "loadOptions", true),
                flag(node, "insecure", false),
                flag(node, "cloud", false),
                new Allowance(
                        duration(node, "duration"),
                        node.number("bytes", 1, Long.MAX_VALUE, false)));
    }

    private static boolean flag(PolicyNode node, String name, boolean otherwise)
            throws InvalidPolicy {
        return node.has(name) ? node.flag(name) : otherwise;
    }

    private static Duration duration(PolicyNode node, String name) throws InvalidPolicy {
        String text = node.text(name, false);
        Duration duration = text == null ? null : Durations.parse(text);
        if (text != null && duration == null) {
            throw node.member(name)
                    .wrong(
                            Sentence.of(
                                    "policy.duration",
                                    "must be a duration in whole seconds, like \"90s\", \"5m\" or \"1h\"."));
        }
        return duration;
    }

    static void write(Limits limits, ObjectNode rule) {
        if (limits.equals(Limits.NONE)) {
            return;
        }
        ObjectNode node = rule.putObject("limits");
        put(node, "numCtx", limits.numCtx());
        put(node, "numPredict", limits.numPredict());
        put(node, "keepAlive", limits.keepAlive());
        put(node, "images", limits.images());
        put(node, "bodySize", limits.bodySize());
        put(node, "raw", limits.raw(), true);
        put(node, "template", limits.template(), true);
        put(node, "system", limits.system(), true);
        put(node, "loadOptions", limits.loadOptions(), true);
        put(node, "insecure", limits.insecure(), false);
        put(node, "cloud", limits.cloud(), false);
        put(node, "duration", limits.answer().duration());
        put(node, "bytes", limits.answer().bytes());
    }

    private static void put(ObjectNode node, String name, Duration value) {
        if (value != null) {
            node.put(name, Durations.format(value));
        }
    }

    private static void put(ObjectNode node, String name, Long value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void put(ObjectNode node, String name, boolean value, boolean otherwise) {
        if (value != otherwise) {
            node.put(name, value);
        }
    }
}
