package dev.corral.status;

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
 */
public record ContainerSigns(String answer, String engine, List<String> evidence) {

    public ContainerSigns {
        evidence = List.copyOf(evidence);
    }

    /** Looks at this machine. */
    public static ContainerSigns find() {
        return find(Path.of("/"), System::getenv);
    }

    static ContainerSigns find(Path root, UnaryOperator<String> environment) {
        List<String> evidence = new ArrayList<>();
        String engine = "unknown";
        if (Files.exists(root.resolve(".dockerenv"))) {
            evidence.add("the file /.dockerenv");
            engine = "docker";
        }
        if (Files.exists(root.resolve("run/.containerenv"))) {
            evidence.add("the file /run/.containerenv");
            engine = "podman";
        }
        String variable = environment.apply("container");
        if (variable != null && !variable.isBlank()) {
            evidence.add("the environment variable container");
            engine = variable.equals("podman") ? "podman" : engine;
        }
        List<String> groups = controlGroups(root);
        groups.forEach(word -> evidence.add("\"" + word + "\" in /proc/1/cgroup"));
        engine = groups.contains("docker") && engine.equals("unknown") ? "docker" : engine;
        engine = groups.contains("libpod") ? "podman" : engine;
        if (environment.apply("KUBERNETES_SERVICE_HOST") != null) {
            evidence.add("the environment variable KUBERNETES_SERVICE_HOST");
            engine = "kubernetes";
        }
        String answer = evidence.size() > 1 ? "yes" : evidence.isEmpty() ? "no" : "perhaps";
        return new ContainerSigns(answer, engine, evidence);
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

    boolean likely() {
        return !answer.equals("no");
    }
}
