package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Prompt;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A gateway on a socket, seen by its clients: one connection for each request. The wait ends with
 * the first byte of the answer that is no white space. Every answer must be whole and the right
 * one.
 */
final class Wire implements Gateway, AutoCloseable {

    private final RealTime time;
    private final Events events;
    private final int port;
    private final String path;
    private final boolean login;
    private final Map<Request, Socket> sockets = new ConcurrentHashMap<>();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    Wire(RealTime time, Events events, int port, String path, boolean login) {
        this.time = time;
        this.events = events;
        this.port = port;
        this.path = path;
        this.login = login;
    }

    @Override
    public void arrive(Request request) {
        pool.execute(() -> exchange(request));
    }

    @Override
    public void leave(Request request) {
        Socket socket = sockets.get(request);
        if (socket != null) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }

    private void exchange(Request request) {
        String failure;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            sockets.put(request, socket);
            if (request.left) {
                return;
            }
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(bytes(request));
            failure = read(request, new BufferedInputStream(socket.getInputStream(), 8192));
        } catch (IOException e) {
            failure = "cut";
        } finally {
            sockets.remove(request);
        }
        String why = failure;
        time.now(
                () -> {
                    if (request.isOver()) {
                        return;
                    }
                    request.failed = why != null;
                    request.failure = why;
                    request.ended = events.now();
                    request.then.run();
                });
    }

    private byte[] bytes(Request request) {
        StringBuilder body = new StringBuilder("{\"model\":\"").append(request.model.name());
        body.append("\",\"messages\":[");
        Prompt prompt = request.prompt;
        for (int i = 0; i < prompt.length(); i++) {
            String role = i == 0 ? "system" : i % 2 == 1 ? "user" : "assistant";
            long size = prompt.size(i + 1) - prompt.size(i);
            String text = "h=" + prompt.hash(i) + ";b=" + size + ";";
            body.append(i == 0 ? "" : ",").append("{\"role\":\"").append(role);
            body.append("\",\"content\":\"").append(text);
            body.append("x".repeat((int) Math.max(0, size - text.length()))).append("\"}");
        }
        body.append("],\"options\":{\"seed\":").append(seed(request));
        body.append(",\"num_predict\":").append(request.answerTokens).append("}}");
        String head =
                "POST "
                        + path
                        + "/api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + (login ? "Authorization: Basic " + credentials(request) + "\r\n" : "")
                        + "Connection: close\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    private static String credentials(Request request) {
        String text = request.caller + ":bench-only";
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The hash of what will stand in the conversation as the answer. */
    private static long seed(Request request) {
        return request.after.hash(request.after.length() - 1);
    }

    /** Null if all came. */
    private String read(Request request, InputStream in) throws IOException {
        String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        if (!status.endsWith("200")) {
            in.readAllBytes();
            return status.endsWith("404") ? "NO_MODEL" : status;
        }
        int newlines = 0;
        while (newlines < 2) {
            int c = in.read();
            if (c < 0) {
                return "cut";
            }
            newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
        }
        StringBuilder answer = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '{' && request.begun < 0) {
                time.now(() -> request.begun = request.left ? -1 : events.now());
            }
            answer.append((char) c);
        }
        if (answer.indexOf("\"error\"") >= 0) {
            return "error";
        }
        if (answer.indexOf("\"done\":true") < 0) {
            return "cut";
        }
        return answer.indexOf("answer " + seed(request) + "\"") < 0 ? "corrupt" : null;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
