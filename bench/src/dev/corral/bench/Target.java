package dev.corral.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Base64;

/**
 * One way to the stand-in that is measured.
 *
 * @param name as in the report
 * @param port on 127.0.0.1
 * @param prefix of the path, before {@code /api}
 * @param login {@code name:password}, or null
 * @param usage what its processes use; null for the direct way
 */
record Target(String name, int port, String prefix, String login, Usage usage) {

    /** Whether Corral is on that way. */
    boolean isCorral() {
        return !prefix.isEmpty();
    }

    byte[] get(String path) {
        return (start("GET", path) + "\r\n").getBytes(ISO_8859_1);
    }

    byte[] chat(Ask ask) {
        String body = ask.json();
        return (start("POST", "/api/chat")
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(ISO_8859_1);
    }

    byte[] uploadHead(long length) {
        return (start("POST", "/api/blobs/sha256:" + "0".repeat(64))
                        + "Content-Type: application/octet-stream\r\nContent-Length: "
                        + length
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private String start(String method, String path) {
        return method
                + " "
                + prefix
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nUser-Agent: bench\r\nAccept: */*\r\n"
                + (login == null
                        ? ""
                        : "Authorization: Basic "
                                + Base64.getEncoder().encodeToString(login.getBytes(ISO_8859_1))
                                + "\r\n");
    }

    /** CPU seconds used so far; 0 for the direct way. */
    double cpuSeconds() throws IOException {
        return usage == null ? 0 : usage.cpuSeconds();
    }

    @Override
    public String toString() {
        return name;
    }
}
