package dev.corral.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.corral.identity.Role;
import dev.corral.status.Hops;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/stream-test}: small frames at a known pace, so that a browser can measure whether
 * something in between holds them back. No Ollama is asked.
 */
@Path("v1/stream-test")
public final class StreamTestResource {

    private static final Logger LOG = LoggerFactory.getLogger(StreamTestResource.class);

    static final int FRAMES = 24;
    static final int MILLIS = 125;
    private static final int AT_A_TIME = 16;

    private final Semaphore places = new Semaphore(AT_A_TIME);

    /** The first frame: the pace, and the signs of what the request came through. */
    public record First(int n, int frames, int millis, List<String> seen) {}

    /** A frame; {@code at} counts milliseconds from the first. */
    public record Frame(int n, long at) {}

    /**
     * Takes {@link #FRAMES} times {@link #MILLIS}. Writes past Jersey, which would collect the
     * first 8 KB.
     *
     * @param format {@code ndjson} or {@code sse}
     */
    @GET
    @Allowed(Role.USER)
    public void stream(
            @QueryParam("format") String format,
            @Context HttpServletRequest clientRequest,
            @Context HttpServletResponse clientResponse)
            throws IOException {
        boolean events = "sse".equals(format);
        if (!events && !"ndjson".equals(format)) {
            throw ApiProblem.of(400, "The parameter format must be ndjson or sse.");
        }
        if (!places.tryAcquire()) {
            throw ApiProblem.of(
                    429,
                    Sentence.of(
                            "stream.busy", "Several tests are running. Try again in a moment."));
        }
        clientResponse.setContentType(events ? "text/event-stream" : "application/x-ndjson");
        clientResponse.setHeader("Cache-Control", "no-store, no-transform");
        clientResponse.setHeader("X-Accel-Buffering", "no");
        try {
            writeAll(clientResponse.getOutputStream(), events, Hops.of(clientRequest::getHeader));
        } catch (IOException e) {
            LOG.debug("a test of streaming was not read to its end", e);
        }
    }

    private void writeAll(OutputStream out, boolean events, List<String> seen) throws IOException {
        try {
            long begin = System.nanoTime();
            write(out, events, new First(0, FRAMES, MILLIS, seen));
            for (int i = 1; i < FRAMES; i++) {
                long due = begin + TimeUnit.MILLISECONDS.toNanos((long) i * MILLIS);
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                write(
                        out,
                        events,
                        new Frame(i, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            places.release();
        }
    }

    private static void write(OutputStream out, boolean events, Object frame) throws IOException {
        out.write(text(events, frame).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String text(boolean events, Object frame) throws JsonProcessingException {
        String json = Json.mapper().writeValueAsString(frame);
        return events ? "data: " + json + "\n\n" : json + "\n";
    }
}
