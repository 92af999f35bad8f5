package dev.corral.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes bodies that are almost right: built from the members that decide, then bent a little.
 * Repeatable by its seed.
 */
final class JsonMutator {
    private static final String[] NAMES = {
        "model",
        "name",
        "from",
        "source",
        "destination",
        "stream",
        "keep_alive",
        "options",
        "raw",
        "template",
        "system",
        "prompt",
        "messages",
        "images",
        "tools",
        "max_tokens",
        "max_output_tokens",
        "insecure",
        "remote_host",
        "input",
        "instructions",
        "_debug_render_only",
        "x",
        "format",
        "",
        "models"
    };
    private static final String[] OPTIONS = {
        "num_ctx", "num_predict", "num_gpu", "use_mmap", "temperature", "stop"
    };
    private static final String[] MODELS = {
        "llama3",
        "LLAMA3:8b",
        "m:latest",
        "gpt-oss:cloud",
        "m:20b-cloud",
        "m:local",
        "hf.co/a/b:q4",
        "http://h/a/b",
        "\u212A",
        " m",
        "m\\u0000",
        "m\\ud800",
        "",
        "a",
        "b",
        "..",
        "m\\u003alatest"
    };
    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "-1",
        "1.0",
        "1e3",
        "1E-3",
        "1e400",
        "-1e-400",
        "4096.9",
        "99999999999999999999",
        "01",
        "+1",
        "\"\"",
        "\"x\"",
        "\"true\"",
        "\"0\"",
        "\"5m\"",
        "\"-1ns\"",
        "\"0.1ns\"",
        "\"1h\"",
        "[]",
        "{}",
        "[null]",
        "\"QUJD\"",
        "\"https://x/y\"",
        "\"data:image/png;base64,AA\"",
        "\"system\"",
        "\"user\"",
        "\"web_search\"",
        "\"image_url\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"ä\""
    };
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\\u",
        "\\u004d",
        "\\u017f",
        "\\u212a",
        "\u017F",
        "\u212A",
        "null",
        "true",
        "\u0000",
        " ",
        "\n",
        "\uFEFF",
        "//",
        "\"model\":\"b\",",
        "\"Model\":\"b\",",
        "\"stream\":true,",
        "{}",
        "-",
        ".",
        "e",
        "\u00a0",
        "\\ud800",
        "\u2028"
    };
    private static final byte[][] BYTES = {
        {(byte) 0x80},
        {(byte) 0xC0, (byte) 0xAF},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xFF},
        {0}
    };

    private final Random random;
    private final BodyShape[] shapes =
            Arrays.stream(BodyShape.values())
                    .filter(shape -> shape != BodyShape.NOTHING)
                    .toArray(BodyShape[]::new);
    private BodyShape shape;
    private boolean tidy;

    JsonMutator(long seed) {
        random = new Random(seed);
    }

    /** The shape of the next body. */
    BodyShape shape() {
        shape = shapes[random.nextInt(shapes.length)];
        tidy = random.nextInt(4) > 0;
        return shape;
    }

    byte[] body() {
        StringBuilder text = new StringBuilder(space());
        text.append('{');
        boolean needsModel = shape.needsModel();
        int members = 1 + random.nextInt(6);
        int modelAt = random.nextInt(members);
        for (int i = 0; i < members; i++) {
            text.append(i > 0 ? "," : "");
            if (tidy && !needsModel && i == 0) {
                text.append("\"source\":\"a\",\"destination\":\"b\",");
            }
            member(
                    text,
                    tidy && needsModel && i == modelAt
                            ? "model"
                            : NAMES[random.nextInt(NAMES.length)]);
        }
        byte[] body = text.append('}').append(space()).toString().getBytes(UTF_8);
        for (int bends = random.nextInt(tidy ? 2 : 4); bends > 0; bends--) {
            body = bend(body);
        }
        return body;
    }

    private void member(StringBuilder text, String name) {
        text.append(space())
                .append('"')
                .append(spell(name))
                .append('"')
                .append(space())
                .append(':')
                .append(space());
        value(text, name);
        text.append(space());
    }

    private String spell(String name) {
        if (random.nextInt(tidy ? 40 : 8) > 0 || name.isEmpty()) {
            return name;
        }
        int at = random.nextInt(name.length());
        char c = name.charAt(at);
        String other =
                switch (random.nextInt(4)) {
                    case 0 -> String.valueOf(Character.toUpperCase(c));
                    case 1 -> String.format("\\u%04x", (int) c);
                    case 2 ->
                            c == 's'
                                    ? "\u017F"
                                    : c == 'k'
                                            ? "\u212A"
                                            : String.format(
                                                    "\\u%04X", (int) Character.toUpperCase(c));
                    default -> c == 's' ? "\\u017f" : c == 'k' ? "\\u212a" : "" + c + c;
                };
        return name.substring(0, at) + other + name.substring(at + 1);
    }

    private void value(StringBuilder text, String name) {
        if (random.nextInt(tidy ? 12 : 4) == 0) {
            text.append(scalar());
            return;
        }
        boolean inPart = name.equals("source") && shape == BodyShape.ANTHROPIC_MESSAGES;
        switch (inPart ? "image_url" : name) {
            case "model", "name", "from", "source", "destination" ->
                    text.append('"')
                            .append(MODELS[random.nextInt(tidy ? 6 : MODELS.length)])
                            .append('"');
            case "stream", "raw", "insecure", "_debug_render_only" ->
                    text.append(random.nextBoolean());
            case "options" -> object(text, OPTIONS, 3);
            case "messages", "input", "tools", "content" -> array(text, name);
            case "images" ->
                    text.append("[\"QUJD\"")
                            .append(random.nextBoolean() ? ",\"\"" : "")
                            .append(']');
            case "image_url" -> address(text);
            case "num_ctx", "num_predict", "max_tokens", "max_output_tokens" ->
                    text.append(random.nextInt(9000) - 10);
            case "prompt", "system", "template", "instructions", "role", "type" ->
                    text.append('"')
                            .append(
                                    random.nextBoolean()
                                            ? ""
                                            : random.nextBoolean() ? "system" : "web_search_1")
                            .append('"');
            default -> text.append(scalar());
        }
    }

    private void array(StringBuilder text, String name) {
        String[] members =
                switch (name) {
                    case "tools" -> new String[] {"type", "tools", "name", "x"};
                    case "content" ->
                            new String[] {
                                "type", "text", "image_url", "content", "source", "file_url", "x"
                            };
                    default -> new String[] {"role", "content", "images", "output", "x"};
                };
        text.append('[');
        for (int n = random.nextInt(3); n > 0; n--) {
            object(text, members, 3);
            text.append(n > 1 ? "," : "");
        }
        text.append(']');
    }

    private void object(StringBuilder text, String[] members, int most) {
        text.append('{');
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            member(text, members[random.nextInt(members.length)]);
            text.append(n > 1 ? "," : "");
        }
        text.append('}');
    }

    private void address(StringBuilder text) {
        if (random.nextBoolean()) {
            object(text, new String[] {"url", "detail"}, 2);
        } else {
            text.append("\"https://x\"");
        }
    }

    private String scalar() {
        return SCALARS[random.nextInt(SCALARS.length)];
    }

    private String space() {
        return random.nextInt(10) > 0
                ? ""
                : new String[] {" ", "\n", "\t", "\r\n", "  "}[random.nextInt(5)];
    }

    private byte[] bend(byte[] body) {
        int at = random.nextInt(body.length + 1);
        int to = Math.min(body.length, at + random.nextInt(6));
        return switch (random.nextInt(6)) {
            case 0 -> join(body, at, new byte[0], to);
            case 1 -> join(body, at, TOKENS[random.nextInt(TOKENS.length)].getBytes(UTF_8), at);
            case 2 ->
                    join(
                            body,
                            at,
                            Arrays.copyOfRange(
                                    body, at, Math.min(body.length, at + 1 + random.nextInt(40))),
                            at);
            case 3 -> join(body, at, BYTES[random.nextInt(BYTES.length)], at);
            case 4 -> join(body, at, TOKENS[random.nextInt(TOKENS.length)].getBytes(UTF_8), to);
            default -> {
                byte[] flipped = body.clone();
                if (at < body.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
        };
    }

    private static byte[] join(byte[] body, int end, byte[] middle, int rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, end);
        out.writeBytes(middle);
        out.write(body, rest, body.length - rest);
        return out.toByteArray();
    }
}
