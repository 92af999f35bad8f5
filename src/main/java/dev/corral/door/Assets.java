package dev.corral.door;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The page's scripts, styles and libraries. Each is read and compressed once and kept so; its tag
 * says what is in it, since in a WAR that can be built again all files are of the same time, and a
 * browser would keep an old one of the same size after an upgrade. Thread-safe.
 */
public final class Assets extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Pattern NAME = Pattern.compile("(/[\\w-]+)+((\\.[\\w-]+)+|(?<=/LICENSE))");
    private static final Pattern TEXT = Pattern.compile("(text/.*|.*[/+](javascript|json|xml))");
    private static final Pattern GZIP =
            Pattern.compile("(^|.*,)\\s*gzip\\s*(;\\s*q=(1|0\\.0*[1-9]).*)?(,.*|$)");
    private static final int TAG_LENGTH = 16;

    private final transient Map<String, Asset> assets = new ConcurrentHashMap<>();

    /** A file as it is kept: {@code bytes} are compressed if it is text. */
    private record Asset(String type, String tag, boolean text, byte[] bytes) {}

    @Override
    protected void doGet(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        Asset asset = asset(clientRequest.getPathInfo());
        if (asset == null) {
            clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        clientResponse.setHeader("ETag", asset.tag());
        if (asset.text()) {
            clientResponse.setHeader("Vary", "Accept-Encoding");
        }
        String known = clientRequest.getHeader("If-None-Match");
        if (known != null && (known.contains(asset.tag()) || known.equals("*"))) {
            clientResponse.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        clientResponse.setContentType(asset.type());
        String encodings = clientRequest.getHeader("Accept-Encoding");
        byte[] bytes = asset.bytes();
        if (asset.text() && encodings != null && GZIP.matcher(encodings).matches()) {
            clientResponse.setHeader("Content-Encoding", "gzip");
        } else if (asset.text()) {
            bytes = unpacked(bytes);
        }
        clientResponse.setContentLength(bytes.length);
        clientResponse.getOutputStream().write(bytes);
    }

    private Asset asset(String path) throws IOException {
        if (path == null || !NAME.matcher(path).matches()) {
            return null;
        }
        Asset known = assets.get(path);
        if (known == null) {
            known = read(path);
            if (known != null) {
                assets.put(path, known);
            }
        }
        return known;
    }

    private Asset read(String path) throws IOException {
        try (InputStream file = getServletContext().getResourceAsStream("/assets" + path)) {
            if (file == null) {
                return null;
            }
            byte[] bytes = file.readAllBytes();
            String type = getServletContext().getMimeType(path);
            boolean text = type != null && TEXT.matcher(type).matches();
            String full = text ? type + ";charset=utf-8" : type;
            return new Asset(full, tagOf(bytes), text, text ? packed(bytes) : bytes);
        }
    }

    /** A weak one: it names the content, not the way in which it is sent. */
    private static String tagOf(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "W/\"" + HexFormat.of().formatHex(hash, 0, TAG_LENGTH) + '"';
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return gzip.readAllBytes();
        }
    }
}
