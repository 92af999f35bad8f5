package dev.corral.exchange;

import org.apache.hc.core5.http.Header;

/**
 * The head of an upstream's final answer.
 *
 * @param status the HTTP status, 200 to 599
 * @param headers all header fields as they came, hop-by-hop ones included
 * @param contentLength the length of the body in bytes, or -1 when it is not known beforehand
 * @param body whether a body follows (false for HEAD, 204 and 304)
 */
public record Head(int status, Header[] headers, long contentLength, boolean body) {

    /** The value of the first header of that name, in any case, or null. */
    public String header(String name) {
        for (Header header : headers) {
            if (header.getName().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return null;
    }
}
