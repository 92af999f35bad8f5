package dev.corral.gateway;

import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Sink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hc.core5.http.Header;

/**
 * The answer to HEAD of a list of models, without the length of the whole list, which would tell
 * about models that the caller may not see.
 */
final class HeadOfList implements Sink {

    private final Sink client;

    HeadOfList(Sink client) {
        this.client = client;
    }

    @Override
    public void open(Exchange begun) {
        client.open(begun);
    }

    @Override
    public void head(Head head) {
        Header[] others =
                Arrays.stream(head.headers())
                        .filter(header -> !header.getName().equalsIgnoreCase("Content-Length"))
                        .toArray(Header[]::new);
        client.head(new Head(head.status(), others, -1, head.body()));
    }

    @Override
    public void data(ByteBuffer bytes) {
        client.data(bytes);
    }

    @Override
    public void end() {
        client.end();
    }

    @Override
    public void fail(Failure failure) {
        client.fail(failure);
    }

    @Override
    public void tick(long now) {
        client.tick(now);
    }
}
