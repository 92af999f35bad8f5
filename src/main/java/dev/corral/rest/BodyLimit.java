package dev.corral.rest;

import dev.corral.chats.Imports;
import dev.corral.exchange.BodyMemory;
import dev.corral.identity.Caller;
import dev.corral.words.Sentence;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Refuses bodies that are too large, with or without a Content-Length, before they are read: over 1
 * MB, but for questions of chats, which may bring images, for files of chats, and for a backup.
 * What is read into the memory waits until there is room for it.
 */
@PreMatching
public final class BodyLimit implements ContainerRequestFilter {

    static final long LIMIT = 1 << 20;
    private static final Pattern LARGE = Pattern.compile("v1/chats/[^/]+/messages(/[^/]+)?");

    /** What was read whole is there several times: as text, as values, as rows. */
    private static final int TIMES = 3;

    private static final int STEP = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HELD = BodyLimit.class.getName();

    private final LongSupplier large;
    private final BodyMemory memory;

    @Context private HttpServletRequest clientRequest;

    /**
     * @param large the limit of what may be large, in bytes; asked at each request
     * @param memory room for bodies that are read whole
     */
    public BodyLimit(LongSupplier large, BodyMemory memory) {
        this.large = large;
        this.memory = memory;
    }

    /** Gives back what the body of a request took; called when the request is answered. */
    static void over(ServletRequest clientRequest) {
        if (clientRequest.getAttribute(HELD) instanceof BodyMemory.Held held) {
            held.close();
        }
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getUriInfo().getPath().equals(RestoreResource.PATH)) {
            // A whole backup, for administrators, as large as the disk allows.
            return;
        }
        String path = context.getUriInfo().getPath();
        long limit = limitOf(path);
        String length = context.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isOver(length.strip(), limit)) {
            throw tooLarge(limit);
        }
        BodyMemory.Held held = path.equals(ImportsResource.PATH) ? null : hold();
        context.setEntityStream(new Limited(context.getEntityStream(), limit, held));
    }

    private BodyMemory.Held hold() {
        BodyMemory.Held held =
                memory.of(Caller.of(clientRequest).map(Caller::name).orElse("nobody"));
        clientRequest.setAttribute(HELD, held);
        return held;
    }

    private long limitOf(String path) {
        if (path.equals(ImportsResource.PATH)) {
            return Imports.LARGEST;
        }
        return LARGE.matcher(path).matches() ? large.getAsLong() : LIMIT;
    }

    private static boolean isOver(String length, long limit) {
        return length.length() > 18
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')
                || Long.parseLong("0" + length) > limit;
    }

    private static ApiProblem tooLarge(long limit) {
        return ApiProblem.of(
                413, Sentence.of("api.large", "The body is larger than {n} MB.", "n", limit >> 20));
    }

    private static final class Limited extends FilterInputStream {

        private final long limit;
        private final BodyMemory.Held held;
        private long count;
        private long room;

        /**
         * @param held takes what is read, or null for what is not kept in memory
         */
        Limited(InputStream in, long limit, BodyMemory.Held held) {
            super(in);
            this.limit = limit;
            this.held = held;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            add(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            add(Math.max(0, n));
            return n;
        }

        /** A client hears an answer only when it has sent its request. */
        private void dropRest() throws IOException {
            byte[] buffer = new byte[8 * 1024];
            int n = in.read(buffer);
            while (n >= 0 && count <= limit) {
                count += n;
                n = in.read(buffer);
            }
        }

        private void add(int n) throws IOException {
            count += n;
            if (count > limit) {
                throw tooLarge(limit);
            }
            while (held != null && count > room) {
                if (!held.await((long) TIMES * STEP, PATIENCE)) {
                    held.close();
                    dropRest();
                    throw ApiProblem.of(503, BodyMemory.FULL);
                }
                room += STEP;
            }
        }
    }
}
