package dev.corral.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Sink;
import dev.corral.policy.Facts;
import dev.corral.policy.Policy;
import dev.corral.policy.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Holds a list of models until it is whole and takes out what the caller may not see. Where nothing
 * is to be taken out, the bytes go down as they came.
 */
final class ListSink extends SinkBefore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 4 * 1024 * 1024;

    private final ModelList list;
    private final Policy policy;
    private final Subject subject;
    private final Facts.Knowledge models;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Exchange exchange;
    private Head head;

    ListSink(Sink client, ModelList list, Policy policy, Subject subject, Facts.Knowledge models) {
        super(client);
        this.models = models;
        this.list = list;
        this.policy = policy;
        this.subject = subject;
    }

    @Override
    public void open(Exchange begun) {
        exchange = begun;
        super.open(begun);
    }

    @Override
    public void head(Head received) {
        head = received;
    }

    @Override
    public void data(ByteBuffer bytes) {
        int n = bytes.remaining();
        if (body.size() + n > LONGEST) {
            throw new IllegalStateException("a list of models of more than " + LONGEST + " bytes");
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), n);
        try {
            exchange.written(n);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void end() {
        byte[] whole = body.toByteArray();
        byte[] reduced;
        try {
            reduced = head.status() == 200 ? reduced(whole) : whole;
        } catch (IOException notJson) {
            client.fail(Failure.garbage());
            return;
        }
        client.head(
                reduced == whole
                        ? head
                        : new Head(head.status(), head.headers(), reduced.length, true));
        client.data(ByteBuffer.wrap(reduced));
        client.end();
    }

    /** The list without what is hidden; the same array if nothing is. */
    private byte[] reduced(byte[] whole) throws IOException {
        JsonNode answer = JSON.readTree(whole);
        return list.reduce(answer, policy, subject, models)
                ? answer.toString().getBytes(StandardCharsets.UTF_8)
                : whole;
    }
}
