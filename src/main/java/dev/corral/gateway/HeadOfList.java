package dev.corral.gateway;

import dev.corral.exchange.Head;
import dev.corral.exchange.Sink;
import java.util.Arrays;
import org.apache.hc.core5.http.Header;

/**
 * The answer to HEAD of a list of models, without the length of the whole list, which would tell
 * about models that the caller may not see.
 */
final class HeadOfList extends SinkBefore {

    HeadOfList(Sink client) {
        super(client);
    }

    @Override
    public void head(Head head) {
        Header[] others =
                Arrays.stream(head.headers())
                        .filter(header -> !header.getName().equalsIgnoreCase("Content-Length"))
                        .toArray(Header[]::new);
        super.head(new Head(head.status(), others, -1, head.body()));
    }
}
