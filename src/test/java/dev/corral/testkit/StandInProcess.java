package dev.corral.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A stand-in in a process of its own, which can be killed and stopped as a whole. It has one model,
 * {@code fleet}, and answers chats in {@value #FRAMES} frames, the first of them late if the
 * request says {@code slow}.
 */
public final class StandInProcess implements AutoCloseable {

    /** Frames of an answer. */
    public static final int FRAMES = 40;

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofSeconds(4);
    private static final String JSON = "application/json; charset=utf-8";

    private final Process process;
    private final int port;

    private StandInProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one. */
    public static StandInProcess start(int port) throws IOException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx64m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        Path.of("target", "test-classes").toString(),
                                        StandInProcess.class.getName(),
                                        Integer.toString(port)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the stand-in did not start");
        }
        return new StandInProcess(process, Integer.parseInt(line));
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Its URL. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends a signal, such as {@code STOP} or {@code CONT}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        StandIn standIn = StandIn.start(Integer.parseInt(arguments[0]));
        standIn.on(
                "GET",
                "/api/tags",
                x -> x.respond(200, JSON, "{\"models\":[{\"name\":\"fleet:latest\"}]}"));
        standIn.on("GET", "/api/ps", x -> x.respond(200, JSON, "{\"models\":[]}"));
        standIn.on("POST", "/api/chat", StandInProcess::answer);
        System.out.println(standIn.port());
        // Until whoever started it is gone.
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static void answer(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.text().contains("slow")) {
            exchange.pause(SLOW);
        }
        // Ollama's head goes out with its first frame, so nobody sees the one without the other.
        exchange.send(HEAD + "8\r\n{\"n\":0}\n\r\n").pause(BETWEEN);
        for (int i = 1; i < FRAMES; i++) {
            exchange.chunk("{\"n\":" + i + "}\n").pause(BETWEEN);
        }
        exchange.chunk("{\"done\":true}\n").lastChunk();
    }
}
