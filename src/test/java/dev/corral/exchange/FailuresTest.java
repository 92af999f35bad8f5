package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.corral.exchange.Failure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;
import org.apache.hc.core5.util.Deadline;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    static Stream<Arguments> rows() {
        HttpHost host = new HttpHost("http", "secret-host", 11434);
        return Stream.of(
                arguments(
                        new HttpHostConnectException("secret-host refused", host),
                        Kind.REFUSED,
                        502),
                arguments(new ConnectException("Connection refused"), Kind.REFUSED, 502),
                arguments(new NoRouteToHostException(), Kind.REFUSED, 502),
                arguments(
                        new ConnectTimeoutException("timed out", host), Kind.CONNECT_TIMEOUT, 504),
                arguments(new UnknownHostException("secret-host"), Kind.DNS, 502),
                arguments(new SSLHandshakeException("PKIX secret-host"), Kind.TLS, 502),
                arguments(new SocketTimeoutException("secret-host"), Kind.SILENT, 504),
                arguments(
                        DeadlineTimeoutException.from(
                                Deadline.calculate(0, TimeValue.ofSeconds(1))),
                        Kind.BUSY,
                        503),
                arguments(new ConnectionClosedException(), Kind.RESET, 502),
                arguments(new SocketException("Connection reset"), Kind.RESET, 502),
                arguments(new MalformedChunkCodingException("secret-host"), Kind.GARBAGE, 502),
                arguments(new ParseException("secret-host"), Kind.GARBAGE, 502),
                arguments(new ProtocolException("secret-host"), Kind.GARBAGE, 502),
                arguments(new UnsupportedHttpVersionException("secret-host"), Kind.GARBAGE, 502),
                arguments(new IOException("secret-host"), Kind.RESET, 502),
                arguments(new IllegalStateException("secret-host"), Kind.INTERNAL, 500));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyCauseHasItsRowAndTellsNoHost(Exception cause, Kind kind, int status) {
        Failure failure = Failures.of(cause);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.message())
                .isNotBlank()
                .doesNotContain("secret-host")
                .doesNotContain("Exception");
        assertThat(failure.retryAfter() > 0).isEqualTo(status == 503);
    }
}
