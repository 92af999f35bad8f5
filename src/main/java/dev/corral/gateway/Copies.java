package dev.corral.gateway;

import dev.corral.exchange.StreamedBody;
import dev.corral.exchange.StreamedBody.Source;
import dev.corral.exchange.StreamedBody.Stop;
import java.io.IOException;
import java.util.List;

/**
 * One upload that goes up to several backends at the same time, as fast as the slowest of them
 * takes it; one that wants no more of it holds up nobody. For one thread.
 */
final class Copies {

    private static final int BLOCK = 16 * 1024;

    private final List<StreamedBody> bodies;
    private final byte[] block = new byte[BLOCK];

    Copies(List<StreamedBody> bodies) {
        this.bodies = bodies;
    }

    /** As {@link StreamedBody#fill}; {@code UNWANTED} when none wants more. */
    Stop fill(Source clientRequest) throws IOException {
        while (clientRequest.ready()) {
            int n = clientRequest.read(block, 0, BLOCK);
            if (n == 0) {
                return Stop.UNREADY;
            }
            boolean wanted = false;
            for (StreamedBody body : bodies) {
                wanted |= body.fill(new Block(n)) != Stop.UNWANTED;
            }
            if (n < 0) {
                return Stop.AT_END;
            }
            if (!wanted) {
                return Stop.UNWANTED;
            }
        }
        return Stop.UNREADY;
    }

    /** What was read last, once for each body; an end if that was one. */
    private final class Block implements Source {
        private final int length;
        private int at;

        Block(int length) {
            this.length = length;
        }

        @Override
        public boolean ready() {
            return at < length || length < 0;
        }

        @Override
        public int read(byte[] bytes, int offset, int most) {
            if (length < 0) {
                return -1;
            }
            int n = Math.min(most, length - at);
            System.arraycopy(block, at, bytes, offset, n);
            at += n;
            return n;
        }
    }
}
