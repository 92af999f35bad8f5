package dev.corral.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares {@link BodyReader} with Go's {@code encoding/json}: whatever the reader accepts must
 * mean the same to Go, or be refused by it. Run by hand, see DEVELOPERS.md: {@code JsonFuzz PROGRAM
 * SECONDS SEED [CASES]} where PROGRAM is the built {@code src/test/go/jsonfuzz} and CASES a file to
 * write the interesting bodies to, which {@code JsonCasesTest} then holds without Go.
 */
final class JsonFuzz {
    private static final int BATCH = 512;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonMutator mutator;
    private final FormMutator forms;
    private final DataOutputStream toGo;
    private final BufferedReader fromGo;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final Map<String, String> interesting = new LinkedHashMap<>();
    private long compared;
    private long differences;

    private JsonFuzz(Process go, long seed) {
        mutator = new JsonMutator(seed);
        forms = new FormMutator(seed);
        toGo =
                new DataOutputStream(
                        new java.io.BufferedOutputStream(go.getOutputStream(), 1 << 20));
        fromGo =
                new BufferedReader(
                        new InputStreamReader(go.getInputStream(), StandardCharsets.UTF_8),
                        1 << 20);
    }

    public static void main(String[] args) throws Exception {
        long seed = Long.parseLong(args[2]);
        Process go =
                new ProcessBuilder(args[0]).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        JsonFuzz fuzz = new JsonFuzz(go, seed);
        long start = System.nanoTime();
        long end = start + Long.parseLong(args[1]) * 1_000_000_000L;
        long report = start;
        while (System.nanoTime() < end && fuzz.differences < 20) {
            fuzz.batch();
            if (System.nanoTime() - report > 60_000_000_000L) {
                report = System.nanoTime();
                System.out.println(fuzz.summary());
            }
        }
        go.destroy();
        System.out.println("seed " + seed + ": " + fuzz.summary());
        fuzz.outcomes.forEach((outcome, count) -> System.out.println(count + "\t" + outcome));
        if (args.length > 3) {
            Files.write(Path.of(args[3]), fuzz.interesting.values());
        }
        System.exit(fuzz.differences == 0 ? 0 : 1);
    }

    private String summary() {
        return compared + " bodies, " + differences + " differences";
    }

    private void batch() throws IOException {
        List<Case> cases = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            Case body =
                    i % 8 == 0
                            ? Case.ofForm(forms.body())
                            : Case.of(mutator.shape(), mutator.body());
            cases.add(body);
            byte[] shape = body.name().getBytes(StandardCharsets.US_ASCII);
            toGo.writeInt(1 + shape.length + body.bytes.length);
            toGo.writeByte(shape.length);
            toGo.write(shape);
            toGo.write(body.bytes);
        }
        toGo.writeInt(0);
        toGo.flush();
        for (Case body : cases) {
            compare(body, fromGo.readLine());
        }
    }

    private void compare(Case body, String line) throws IOException {
        compared++;
        JsonNode view = MAPPER.readTree(line);
        boolean goRefuses = view.has("err");
        String outcome =
                body.refusal == null ? "accepted" : body.refusal.replaceAll("\"[a-z_]*\"", "X");
        outcome = body.name() + ": " + outcome + (goRefuses ? ", Go refuses" : ", Go accepts");
        long most = body.refusal == null && !goRefuses ? 20 : 1;
        if (outcomes.merge(outcome, 1L, Long::sum) <= most) {
            String expected = body.refusal == null ? line : "-";
            String encoded = Base64.getEncoder().encodeToString(body.bytes);
            interesting.put(
                    outcome + outcomes.get(outcome),
                    body.name() + "\t" + encoded + "\t" + expected);
        }
        if (body.refusal != null || goRefuses) {
            return;
        }
        String difference = body.difference(view);
        if (difference != null) {
            differences++;
            System.out.println(
                    "DIFFERENCE "
                            + difference
                            + "\n  "
                            + body.shape
                            + " "
                            + new String(body.bytes, StandardCharsets.UTF_8));
            System.out.println("  Go: " + line);
        }
    }

    /** A body and what we make of it; without a shape it is a form. */
    private record Case(
            BodyShape shape, byte[] bytes, BodyFacts facts, ModelName formModel, String refusal) {
        static Case of(BodyShape shape, byte[] bytes) {
            try {
                return new Case(shape, bytes, BodyReader.read(shape, bytes), null, null);
            } catch (BadBody refused) {
                return new Case(shape, bytes, null, null, refused.getMessage());
            }
        }

        static Case ofForm(byte[] bytes) {
            try {
                return new Case(
                        null,
                        bytes,
                        null,
                        FormReader.modelOf("multipart/form-data; boundary=xYz", bytes),
                        null);
            } catch (BadBody refused) {
                return new Case(null, bytes, null, null, refused.getMessage());
            }
        }

        String name() {
            return shape == null ? "FORM" : shape.name();
        }

        String difference(JsonNode view) {
            if (shape != null) {
                return GoView.difference(facts, view);
            }
            ModelName go = ModelName.parse(view.get("model").asText());
            return formModel.equals(go)
                    ? null
                    : "model of the form: ours " + formModel + ", Go's " + go;
        }
    }
}
