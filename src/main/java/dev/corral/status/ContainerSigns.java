package dev.corral.status;

import dev.corral.words.Sentence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Whether this process runs in a container, said with the evidence. One sign may mislead (a file
 * that was copied, a variable that was inherited), so one alone is "perhaps".
 *
 * @param answer {@code yes}, {@code perhaps} or {@code no}
 * @param engine {@code docker}, {@code podman}, {@code kubernetes} or {@code unknown}
 * @param evidence what was found
 * @param signs the same, for other languages
 */
public record ContainerSigns(
        String answer, String engine, List<String> evidence, List<Sentence> signs) {

    public ContainerSigns {
        evidence = List.copyOf(evidence);
        signs = List.copyOf(signs);
    }

    ContainerSigns(String answer, String engine, List<Sentence> signs) {
        this(answer, engine, signs.stream().map(Sentence::text).toList(), signs);
    }

    /** Looks at this machine. */
    public static ContainerSigns find() {
        return find(Path.of("/"), System::getenv);
    }

    static ContainerSigns find(Path root, UnaryOperator<String> environment) {
        List<Sentence> evidence = new ArrayList<>();
        String engine = "unknown";
        if (Files.exists(root.resolve(".dockerenv"))) {
            evidence.add(file("/.dockerenv"));
            engine = "docker";
        }
        if (Files.exists(root.resolve("run/.containerenv"))) {
            evidence.add(file("/run/.containerenv"));
            engine = "podman";
        }
        String variable = environment.apply("container");
        if (variable != null && !variable.isBlank()) {
            evidence.add(variable("container"));
            engine = variable.equals("podman") ? "podman" : engine;
        }
        List<String> groups = controlGroups(root);
        groups.forEach(
                word ->
                        evidence.add(
                                Sentence.of(
                                        "sign.cgroup",
                                        "\"{word}\" in /proc/1/cgroup",
                                        "word",
                                        word)));
        engine = groups.contains("docker") && engine.equals("unknown") ? "docker" : engine;
        engine = groups.contains("libpod") ? "podman" : engine;
        if (environment.apply("KUBERNETES_SERVICE_HOST") != null) {
            evidence.add(variable("KUBERNETES_SERVICE_HOST"));
            engine = "kubernetes";
        }
        String answer = evidence.size() > 1 ? "yes" : evidence.isEmpty() ? "no" : "perhaps";
        return new ContainerSigns(answer, engine, evidence);
    }

    private static Sentence file(String path) {
        return Sentence.of("sign.file", "the file {path}", "path", path);
    }

    private static Sentence variable(String name) {
        return Sentence.of("sign.variable", "the environment variable {name}", "name", name);
    }

    private static List<String> controlGroups(Path root) {
        try {
            String text =
                    Files.readString(root.resolve("proc/1/cgroup"), StandardCharsets.ISO_8859_1);
            return Stream.of("docker", "kubepods", "libpod", "containerd", "lxc")
                    .filter(text::contains)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What Corral does in a container, as the verb of a sentence. */
    Sentence runs() {
        return answer.equals("yes")
                ? Sentence.of("container.runs", "runs")
                : Sentence.of("container.perhaps", "perhaps runs");
    }

    boolean likely() {
        return !answer.equals("no");
    }
}
