package dev.corral.fleet.book;

import dev.corral.settings.BaseUrl;
import dev.corral.words.Unfit;

/** An HTTP proxy, written {@code http://host:port}. */
public record ProxyAddress(String host, int port) {

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException the message says what is wrong
     */
    static ProxyAddress parse(String text) {
        BaseUrl url = BaseUrl.parse(text);
        if (url.secure()) {
            throw Unfit.of(
                    "proxy.no-tls",
                    "a proxy is spoken to without TLS here: write http://{host}:PORT",
                    "host",
                    url.host());
        }
        return new ProxyAddress(url.host(), url.port());
    }

    @Override
    public String toString() {
        return new BaseUrl("http", host, port).toString();
    }
}
