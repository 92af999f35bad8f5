package dev.corral.fleet.choice.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One process of a real Ollama, to be killed, stopped and started again on its port. */
final class RealOllama implements AutoCloseable {

    private static final String NOWHERE = "http://127.0.0.1:9";

    final int port;
    private final Path binary;
    private final Path models;
    private final Path home;
    private Process process;

    RealOllama(Path binary, Path models, Path home) throws IOException {
        this.port = Systems.freePort();
        this.binary = binary;
        this.models = models;
        this.home = Files.createDirectories(home.resolve("ollama-" + port));
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(binary.toString(), "serve");
        builder.environment()
                .putAll(
                        Map.of(
                                "HOME",
                                home.toString(),
                                "OLLAMA_HOST",
                                "127.0.0.1:" + port,
                                "OLLAMA_MODELS",
                                models.toString(),
                                "OLLAMA_NUM_PARALLEL",
                                "4",
                                "OLLAMA_CONTEXT_LENGTH",
                                "2048",
                                "OLLAMA_NOPRUNE",
                                "1",
                                "OLLAMA_NO_CLOUD",
                                "1",
                                "http_proxy",
                                NOWHERE,
                                "https_proxy",
                                NOWHERE,
                                "no_proxy",
                                "127.0.0.1,localhost"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
        process = builder.start();
        Systems.await(url() + "/api/version");
    }

    /** {@code kill -9}, of its runners too, as when the machine is gone. */
    void kill() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** SIGSTOP or SIGCONT, to the server and its runners. */
    void signal(String name) throws IOException, InterruptedException {
        List<ProcessHandle> all = new java.util.ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        for (ProcessHandle one : all) {
            new ProcessBuilder("kill", "-" + name, Long.toString(one.pid())).start().waitFor();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
