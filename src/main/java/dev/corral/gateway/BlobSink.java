package dev.corral.gateway;

import dev.corral.exchange.Exchange;
import dev.corral.exchange.Head;
import dev.corral.exchange.Sink;
import dev.corral.fleet.Backend;
import java.util.Set;

/**
 * The answer to a question for a file, or to its upload, from which is learnt where the file is.
 */
final class BlobSink extends SinkBefore {

    private final BlobHomes homes;
    private final Set<String> digests;
    private Exchange exchange;

    BlobSink(Sink client, BlobHomes homes, Set<String> digests) {
        super(client);
        this.homes = homes;
        this.digests = digests;
    }

    @Override
    public void open(Exchange begun) {
        exchange = begun;
        super.open(begun);
    }

    @Override
    public void head(Head head) {
        Backend backend = exchange.backend();
        boolean there = head.status() == 200 || head.status() == 201;
        if (backend != null && (there || head.status() == 404)) {
            homes.told(backend.name(), digests, there);
        }
        super.head(head);
    }
}
