package dev.corral.fleet.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.nio.SessionInputBuffer;

/**
 * A body in chunks (RFC 9112 7.1), however they are cut by the network. Trailer fields are read and
 * left out, as nothing here uses them.
 */
final class ChunkedBody extends PlainBody {

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_DIGITS = 15;

    private enum State {
        SIZE,
        BLANK,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_END,
        DATA_LF,
        TRAILER_BEGIN,
        TRAILER,
        LAST_LF,
        DONE
    }

    private State state = State.SIZE;
    private long chunk;
    private long left;
    private int digits;
    private int line;
    private ByteBuffer surplus;

    ChunkedBody(
            ReadableByteChannel channel,
            SessionInputBuffer received,
            BasicHttpTransportMetrics metrics) {
        super(channel, received, metrics);
    }

    @Override
    int most() {
        return PIECE;
    }

    @Override
    int decode(byte[] bytes, int came) throws IOException {
        int out = 0;
        int in = 0;
        while (in < came) {
            if (state == State.DATA) {
                int n = (int) Math.min(left, came - in);
                System.arraycopy(bytes, in, bytes, out, n);
                out += n;
                in += n;
                left -= n;
                state = left == 0 ? State.DATA_END : State.DATA;
            } else if (state == State.DONE) {
                surplus = ByteBuffer.wrap(Arrays.copyOfRange(bytes, in, came));
                break;
            } else {
                state = next(bytes[in++]);
            }
        }
        return out;
    }

    /** What follows a byte that is not of the body itself. A lone line feed ends a line, too. */
    private State next(byte b) throws IOException {
        switch (state) {
            case SIZE:
                return size(b);
            case BLANK:
                return b == ' ' || b == '\t' ? state : afterSize(b);
            case EXTENSION:
                limitLine();
                return b == '\n' ? begin() : state;
            case SIZE_END:
                return b == '\n' ? begin() : malformed("Bad chunk header");
            case DATA_END:
                return b == '\r' ? State.DATA_LF : dataLineFeed(b);
            case DATA_LF:
                return dataLineFeed(b);
            case TRAILER_BEGIN:
                limitLine();
                return b == '\r' ? State.LAST_LF : b == '\n' ? State.DONE : State.TRAILER;
            case TRAILER:
                limitLine();
                return b == '\n' ? State.TRAILER_BEGIN : state;
            case LAST_LF:
                return b == '\n' ? State.DONE : State.TRAILER;
            default:
                throw new IllegalStateException(state.toString());
        }
    }

    private State size(byte b) throws IOException {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            return digits == 0 ? malformed("Bad chunk header") : afterSize(b);
        }
        if (++digits > MOST_DIGITS) {
            return malformed("Bad chunk header");
        }
        chunk = 16 * chunk + digit;
        return state;
    }

    private State afterSize(byte b) throws IOException {
        return switch (b) {
            case '\r' -> State.SIZE_END;
            case '\n' -> begin();
            case ';' -> State.EXTENSION;
            case ' ', '\t' -> State.BLANK;
            default -> malformed("Bad chunk header");
        };
    }

    private State begin() {
        line = 0;
        digits = 0;
        left = chunk;
        chunk = 0;
        return left == 0 ? State.TRAILER_BEGIN : State.DATA;
    }

    private State dataLineFeed(byte b) throws IOException {
        return b == '\n' ? State.SIZE : malformed("CRLF expected at end of chunk");
    }

    private void limitLine() throws IOException {
        if (++line > LONGEST_LINE) {
            throw new MessageConstraintException("Maximum line length limit exceeded");
        }
    }

    private static State malformed(String why) throws IOException {
        throw new MalformedChunkCodingException(why);
    }

    @Override
    void cut() throws IOException {
        if (state == State.DATA) {
            throw new TruncatedChunkException("Truncated chunk (%d bytes are missing)", left);
        }
        throw new ConnectionClosedException(
                "Premature end of chunk coded message body: closing chunk expected");
    }

    @Override
    ByteBuffer surplus() {
        ByteBuffer rest = surplus;
        surplus = null;
        return rest;
    }

    @Override
    public boolean isCompleted() {
        return state == State.DONE;
    }
}
