package dev.corral.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One large body, up or down. */
final class Bulk implements Client.Listener {

    private static final byte[] FILL = new byte[64 * 1024];
    private static final long PATIENCE = 120_000_000_000L;

    private final Loop loop = new Loop();
    private final byte[] request;
    private final long upload;
    private final long pauseAfter;
    private Client client;
    private long left;
    private long came;
    private boolean over;
    private int status;

    private Bulk(byte[] request, long upload, long pauseAfter) throws IOException {
        this.request = request;
        this.upload = upload;
        this.pauseAfter = pauseAfter;
    }

    /** Seconds that an upload took; NaN if it failed. */
    static double upload(Target target, long bytes) throws IOException {
        return new Bulk(target.uploadHead(bytes), bytes, 0).go(target, 201, 0);
    }

    /** Seconds that a download took; NaN if it failed. */
    static double download(Target target, long bytes) throws IOException {
        return new Bulk(target.chat(Ask.download(bytes)), 0, 0).go(target, 200, bytes);
    }

    /** As a download, by a reader who stops for three seconds after the first bytes. */
    static double slowDownload(Target target, long bytes) throws IOException {
        return new Bulk(target.chat(Ask.download(bytes)), 0, 1).go(target, 200, bytes);
    }

    private double go(Target target, int wanted, long bytes) throws IOException {
        long begin = System.nanoTime();
        client = new Client(loop, target.port(), this);
        loop.runWhile(() -> !over && System.nanoTime() - begin < PATIENCE);
        double seconds = (System.nanoTime() - begin) / 1e9;
        client.close();
        loop.selector().close();
        return over && status == wanted && came == bytes ? seconds : Double.NaN;
    }

    @Override
    public void connected() {
        try {
            client.send(request);
            left = upload;
            if (upload > 0) {
                client.pour(this::next);
            }
        } catch (IOException e) {
            client.broken(e);
        }
    }

    private ByteBuffer next() {
        int n = (int) Math.min(left, FILL.length);
        left -= n;
        return n == 0 ? null : ByteBuffer.wrap(FILL, 0, n);
    }

    @Override
    public void head(int head) {
        status = head;
    }

    @Override
    public void data(ByteBuffer part) {
        boolean first = came == 0;
        came += part.remaining();
        if (first && pauseAfter > 0) {
            client.reading(false);
            loop.at(System.nanoTime() + 3_000_000_000L, () -> client.reading(true));
        }
    }

    @Override
    public void end() {
        over = true;
    }

    @Override
    public void broken(IOException cause) {
        over = true;
        status = 0;
    }
}
