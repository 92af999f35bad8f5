package dev.corral.rest;

import dev.corral.chats.Imports;
import dev.corral.words.Sentence;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Refuses bodies that are too large, with or without a Content-Length, before they are read: over 1
 * MB, but for questions of chats, which may bring images, for files of chats, and for a backup.
 */
@PreMatching
public final class BodyLimit implements ContainerRequestFilter {

    static final long LIMIT = 1 << 20;
    private static final Pattern LARGE = Pattern.compile("v1/chats/[^/]+/messages(/[^/]+)?");

    private final LongSupplier large;

    /**
     * @param large the limit of what may be large, in bytes; asked at each request
     */
    public BodyLimit(LongSupplier large) {
        this.large = large;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getUriInfo().getPath().equals(RestoreResource.PATH)) {
            // A whole backup, for administrators, as large as the disk allows.
            return;
        }
        long limit = limitOf(context.getUriInfo().getPath());
        String length = context.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isOver(length.strip(), limit)) {
            throw tooLarge(limit);
        }
        context.setEntityStream(new Limited(context.getEntityStream(), limit));
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
        private long count;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
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

        private void add(int n) {
            count += n;
            if (count > limit) {
                throw tooLarge(limit);
            }
        }
    }
}
