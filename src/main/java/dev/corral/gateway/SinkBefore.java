package dev.corral.gateway;

import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Sink;
import java.nio.ByteBuffer;

/** Passes an answer on to another sink as it is; who extends it changes or looks at a part. */
abstract class SinkBefore implements Sink {

    final Sink client;

    SinkBefore(Sink client) {
        this.client = client;
    }

    @Override
    public void open(Exchange begun) {
        client.open(begun);
    }

    @Override
    public void head(Head head) {
        client.head(head);
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
