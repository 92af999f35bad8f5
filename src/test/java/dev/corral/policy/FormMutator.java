package dev.corral.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;

/** Makes forms with the boundary {@code xYz} that are almost right. Repeatable by its seed. */
final class FormMutator {
    private static final String[] HEADERS = {
        "Content-Disposition: form-data; name=\"model\"",
        "Content-Disposition: form-data; name=\"model\"",
        "Content-Disposition: form-data; name=model",
        "content-disposition:form-data;NAME=\"model\"",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"",
        "Content-Disposition: form-data; name=\"model\"; filename=\"a\"",
        "Content-Disposition: form-data; name=\"model\"; filename=\"\"",
        "Content-Disposition: form-data; name=\"Model\"",
        "Content-Disposition: form-data; name=\"x\"",
        "Content-Disposition: form-data; name*=utf-8''model",
        "Content-Disposition: form-data; name=\"mo\\del\"",
        "Content-Disposition: form-data; name=\"x\"; name=\"model\"",
        "Content-Disposition: attachment; name=\"model\"",
    };
    private static final String[] MORE = {
        "",
        "",
        "",
        "",
        "\r\nContent-Type: text/plain",
        "\r\nContent-Transfer-Encoding: quoted-printable",
        "\r\nContent-Transfer-Encoding: binary",
        "\r\n folded",
        "\r\nX: y",
        "\nX: y",
        "\r\nX : y"
    };
    private static final String[] CONTENTS = {
        "m",
        "llama3:8b",
        "b",
        "",
        "=6d",
        "a=\r\nb",
        "RIFF\0\u00ff",
        "--xYz",
        "--xYz--",
        "x\r\n--xY",
        "x\n--xYz\n",
        "\r\n",
        "a\r\n\r\nb"
    };
    private static final String[] TOKENS = {
        "--xYz\r\n",
        "\r\n--xYz\r\n",
        "\r\n--xYz--",
        "\r\n--xYz--\r\n",
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "-",
        "--",
        "xYz",
        "\"",
        "\\",
        ";",
        ":",
        "\0",
        "name=\"model\"",
        "\r\n\r\n",
        "Content-Disposition: form-data; name=\"model\"\r\n"
    };

    private final Random random;

    FormMutator(long seed) {
        random = new Random(seed);
    }

    byte[] body() {
        boolean tidy = random.nextBoolean();
        int model = random.nextInt(3);
        StringBuilder form = new StringBuilder();
        for (int part = 0; part < 3; part++) {
            String header =
                    tidy
                            ? "Content-Disposition: form-data; name=\""
                                    + (part == model ? "model" : "x")
                                    + "\""
                            : one(HEADERS);
            form.append("--xYz\r\n")
                    .append(header)
                    .append(tidy ? "" : one(MORE))
                    .append("\r\n\r\n");
            form.append(tidy && part == model ? "m" : one(CONTENTS)).append("\r\n");
        }
        form.append("--xYz--").append(random.nextBoolean() ? "\r\n" : "");
        for (int bends = random.nextInt(3); bends > 0; bends--) {
            int at = random.nextInt(form.length() + 1);
            int to = Math.min(form.length(), at + random.nextInt(4));
            form.replace(
                    at, random.nextBoolean() ? at : to, random.nextInt(4) == 0 ? "" : one(TOKENS));
        }
        return form.toString().getBytes(ISO_8859_1);
    }

    private String one(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
