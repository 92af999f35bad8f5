package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Builds the bytes of a request. What is not said is not sent, except {@code Host}. */
public final class RawRequest {
    private final String method;
    private final String target;
    private final StringBuilder headers = new StringBuilder();
    private String host = "corral.test";
    private byte[] body = new byte[0];

    private RawRequest(String method, String target) {
        this.method = method;
        this.target = target;
    }

    /** A request whose target goes out exactly as given. */
    public static RawRequest of(String method, String target) {
        return new RawRequest(method, target);
    }

    /** The value of an {@code Authorization} header for Basic. */
    public static String basicValue(String name, String password) {
        byte[] bytes = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    /** The method. */
    public String method() {
        return method;
    }

    /** Sets the Host header. */
    public RawRequest host(String value) {
        host = value;
        return this;
    }

    /** Adds a header line. */
    public RawRequest header(String name, String value) {
        headers.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** Adds Basic credentials. */
    public RawRequest basic(String name, String password) {
        return header("Authorization", basicValue(name, password));
    }

    /** Sets a body that goes out with a Content-Length. */
    public RawRequest body(byte[] bytes) {
        header("Content-Length", Integer.toString(bytes.length));
        body = bytes.clone();
        return this;
    }

    /** Sets a UTF-8 body that goes out with a Content-Length. */
    public RawRequest body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets a body that goes out in chunks of these sizes (the last size repeats). */
    public RawRequest chunked(byte[] bytes, int... sizes) {
        header("Transfer-Encoding", "chunked");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int size = Math.min(bytes.length - at, sizes[Math.min(i, sizes.length - 1)]);
            all.writeBytes(
                    (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            all.write(bytes, at, size);
            all.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += size;
        }
        all.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        body = all.toByteArray();
        return this;
    }

    /** The bytes of the head alone. */
    public byte[] headBytes() {
        String text =
                method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes of the whole request. */
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(headBytes());
        all.writeBytes(body);
        return all.toByteArray();
    }
}
