package dev.corral.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Settings files that are a little or very wrong, or right in another way. For one thread. */
final class SettingsMutations {

    private static final String[] VALUES = {
        "",
        " ",
        "none",
        "true",
        "0",
        "-1",
        "5",
        "5s",
        "5 parsecs",
        "99999999999999999999s",
        "1e9",
        "NaN",
        "http://",
        "http://0.0.0.0:1",
        "javascript:alert(1)",
        "auto",
        "de",
        "xx",
        "{}",
        "[]",
        "null",
        "{\"version\":1,\"rules\":[]}",
        "{\"version\":2,\"rules\":[]}",
        "{\"version\":1,\"rules\":[{}]}",
        "\\u0000",
        "\\u12",
        "\\",
        "a\\nb",
        "\u00e9\u4e2d",
        "\ud83d\udc04",
        "../../etc/passwd",
        "${env.HOME}",
        "%s%n",
        "'\"<b>",
        "POST /api/x = chat",
        "POST /api/chat = list",
        "GET /api/x",
        "learnt",
        "7;http://gpu2:11434=8",
        "x".repeat(5_000)
    };
    private static final String CHARACTERS = "\\=:#! \t\n\r\"'{}[],;-_.aZ09\u0000\u00e9\u4e2d";

    private final Random random;
    private final String whole;
    private String last;

    SettingsMutations(long seed, String whole) {
        this.random = new Random(seed);
        this.whole = whole;
    }

    /** A file with settings of many kinds, all of them right. */
    static String file(String upstream, String policy) {
        return String.join(
                        "\n",
                        "# Corral of the tests",
                        "corral.ollama.base-urls=" + upstream,
                        "corral.ollama.idle-timeout=5s",
                        "corral.ollama.total-timeout=none",
                        "corral.ollama.keep-alive-interval=3s",
                        "corral.ollama.max-connections=100",
                        "corral.fleet.slots=2",
                        "corral.fleet.vram=8GB",
                        "corral.offline=false",
                        "corral.limits.json-body=32MB",
                        "corral.gateway.body-timeout=30s",
                        "corral.ui.title=Corral",
                        "corral.ui.language=auto",
                        "corral.ui.sign-out-url=/goodbye",
                        "corral.session.idle-timeout=8h",
                        "corral.keys.enabled=true",
                        "corral.routes.extra=POST /api/newthing = chat",
                        "corral.policy.rules=" + policy)
                + "\n";
    }

    /** What {@link #next} has done last, in a word. */
    String last() {
        return last;
    }

    /** The n-th file; every kind of mutation comes in turn. */
    byte[] next(int n) {
        return switch (n % 12) {
            case 0, 1, 2 -> said("value", bytes(value()));
            case 3 -> said("key", bytes(key()));
            case 4, 5 -> said("characters", bytes(characters(1 + random.nextInt(3))));
            case 6 -> said("line", bytes(line()));
            case 7 -> said("cut", cut());
            case 8 -> said("bytes", noise());
            case 9 -> said("encoding", encoded());
            case 10 -> said("policy", bytes(policy()));
            default -> said("formatting", bytes(formatted()));
        };
    }

    private byte[] said(String what, byte[] bytes) {
        last = what;
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return new ArrayList<>(List.of(whole.split("\n")));
    }

    private int anyLine(List<String> lines) {
        return 1 + random.nextInt(lines.size() - 1);
    }

    private String value() {
        List<String> lines = lines();
        int at = anyLine(lines);
        String key = lines.get(at).substring(0, lines.get(at).indexOf('='));
        String other = lines.get(anyLine(lines));
        String value =
                random.nextInt(4) == 0
                        ? other.substring(other.indexOf('=') + 1)
                        : VALUES[random.nextInt(VALUES.length)];
        lines.set(at, key + "=" + value);
        return String.join("\n", lines);
    }

    private String key() {
        List<String> lines = lines();
        int at = anyLine(lines);
        String line = lines.get(at);
        int i = random.nextInt(line.indexOf('='));
        lines.set(
                at,
                switch (random.nextInt(3)) {
                    case 0 -> line.substring(0, i) + line.substring(i + 1);
                    case 1 ->
                            line.substring(0, i)
                                    + (char) ('a' + random.nextInt(26))
                                    + line.substring(i);
                    default ->
                            line.substring(0, i).toUpperCase(java.util.Locale.ROOT)
                                    + line.substring(i);
                });
        return String.join("\n", lines);
    }

    private String characters(int count) {
        StringBuilder text = new StringBuilder(whole);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(text.length());
            char other = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, other);
                default -> text.setCharAt(at, other);
            }
        }
        return text.toString();
    }

    private String line() {
        List<String> lines = lines();
        int at = anyLine(lines);
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(anyLine(lines)));
            case 2 -> lines.add(at, "corral.home=/tmp/elsewhere");
            default -> lines.set(at, lines.get(at) + "\\");
        }
        return String.join("\n", lines);
    }

    private byte[] cut() {
        byte[] all = bytes(whole);
        return Arrays.copyOf(all, random.nextInt(all.length));
    }

    private byte[] noise() {
        byte[] all = bytes(whole);
        int at = random.nextInt(all.length);
        byte[] some = new byte[1 + random.nextInt(20)];
        random.nextBytes(some);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(all, 0, at);
        out.writeBytes(some);
        out.write(all, at, all.length - at);
        return out.toByteArray();
    }

    private byte[] encoded() {
        return switch (random.nextInt(4)) {
            case 0 -> bytes("\ufeff" + whole);
            case 1 -> whole.replace("Corral", "Caf\u00e9").getBytes(StandardCharsets.ISO_8859_1);
            case 2 -> whole.getBytes(Charset.forName("UTF-16"));
            default -> bytes(whole.replace("Corral\n", "Caf\u00e9 \ud83d\udc04\n"));
        };
    }

    private String policy() {
        int at = whole.indexOf("corral.policy.rules=");
        StringBuilder rules = new StringBuilder(whole.substring(at));
        int i = random.nextInt(rules.length() - 1);
        switch (random.nextInt(3)) {
            case 0 -> rules.setLength(i);
            case 1 -> rules.deleteCharAt(i);
            default -> rules.insert(i, "\"x\":1,");
        }
        return whole.substring(0, at) + rules;
    }

    private String formatted() {
        return switch (random.nextInt(5)) {
            case 0 -> whole.replace("\n", "\r\n");
            case 1 -> whole.replace("=", " = ");
            case 2 -> whole.replace("=", ":");
            case 3 -> whole.replace("\n", "\n\n# comment\n! comment\n");
            default -> whole.replace("\n", "");
        };
    }
}
