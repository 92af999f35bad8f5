package dev.corral.exchange;

import java.util.List;
import org.apache.hc.core5.http.Header;

/**
 * What goes up.
 *
 * @param method the HTTP method
 * @param target path and query as they go on the request line, beginning with {@code /}
 * @param headers end-to-end headers, already filtered; without Host and framing
 * @param body the body, or null for none
 */
public record UpstreamRequest(
        String method, String target, List<Header> headers, RequestBody body) {}
