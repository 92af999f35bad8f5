package dev.corral.gateway;

import dev.corral.exchange.Head;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What each request costs on its way through the gateway before and after its exchange. */
@State(Scope.Benchmark)
public class GatewayBenchmark {

    private final RouteTable routes = RouteTable.ofOllama();
    private final Head head =
            new Head(
                    200,
                    new Header[] {
                        new BasicHeader("Content-Type", "application/x-ndjson"),
                        new BasicHeader("Date", "Wed, 25 Nov 2026 12:00:00 GMT"),
                        new BasicHeader("Transfer-Encoding", "chunked"),
                        new BasicHeader("Connection", "keep-alive")
                    },
                    -1,
                    true);

    /** A path without parameters. */
    @Benchmark
    public RouteMatch routeOfChat() {
        return routes.match("POST", "/api/chat");
    }

    /** A path whose last segment is a parameter. */
    @Benchmark
    public RouteMatch routeOfModel() {
        return routes.match("GET", "/v1/models/llama3.2:3b");
    }

    /** A path that Ollama does not have. */
    @Benchmark
    public RouteMatch routeOfNothing() {
        return routes.match("GET", "/api/secrets/of/others");
    }

    /** The headers of an answer, as far as they pass. */
    @Benchmark
    public List<Header> headersDown() {
        return ProxyHeaders.down(head);
    }
}
