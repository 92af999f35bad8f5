package dev.corral.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses bodies over 1 MB, with or without a Content-Length, before they are read; all but a
 * backup.
 */
@PreMatching
public final class BodyLimit implements ContainerRequestFilter {

    static final long LIMIT = 1 << 20;
    private static final String MESSAGE = "The body is larger than 1 MB.";

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getUriInfo().getPath().equals(RestoreResource.PATH)) {
            // A whole backup, for administrators, as large as the disk allows.
            return;
        }
        String length = context.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isOver(length.strip())) {
            throw ApiProblem.of(413, MESSAGE);
        }
        context.setEntityStream(new Limited(context.getEntityStream()));
    }

    private static boolean isOver(String length) {
        return length.length() > 18
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')
                || Long.parseLong("0" + length) > LIMIT;
    }

    private static final class Limited extends FilterInputStream {

        private long count;

        Limited(InputStream in) {
            super(in);
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
            if (count > LIMIT) {
                throw ApiProblem.of(413, MESSAGE);
            }
        }
    }
}
