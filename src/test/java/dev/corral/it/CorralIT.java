package dev.corral.it;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.StandIn;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of the integration tests: clients of the built {@code target/corral.war} in a real server.
 * The same classes run unchanged in Tomcat and in WildFly, those of the group {@code attack} also
 * in the next Tomcat. The server is started and the WAR is deployed once for all classes of a run,
 * so a test must leave nothing behind that another one would see. Logins are in {@link ItUser}.
 * Corral's only backend is {@code http://127.0.0.1:}{@link #upstreamPort()}, where nobody listens
 * until a test does.
 *
 * <p>One class in one server, as Maven runs it (leave out {@code -Dit.container} for all):
 *
 * <pre>mvn verify -DskipUnitTests -Dit.container=tomcat -Dit.test=SmokeIT</pre>
 *
 * <p>Against a server that is already running, which is quickest while writing a test (any test
 * runner, an IDE's too, with these system properties; the server's Corral must have the same
 * upstream port in {@code corral.ollama.base-urls} and the logins of {@link ItUser}):
 *
 * <pre>mvn surefire:test -Dtest=SmokeIT \
 *   -Dcorral.it.base-url=http://127.0.0.1:8080/corral -Dcorral.it.upstream-port=21434</pre>
 *
 * <p>To get such a server: {@code mvn verify -DskipUnitTests -Dit.container=tomcat -Dit.test=HoldIT
 * -Dcorral.it.hold=true} starts one with the WAR in it, prints these two properties and keeps it
 * until Ctrl-C. The server's logs are in {@code target/it/<container>/base} ({@code logs}, {@code
 * log} on WildFly).
 */
@ExtendWith(CorralServer.class)
public abstract class CorralIT {

    /** The address of the WAR with its context path and no slash at the end. */
    protected static URI baseUrl() {
        return CorralServer.baseUrl();
    }

    /** The address of a page of the WAR; {@code path} begins with a slash and is percent-coded. */
    protected static URI url(String path) {
        return URI.create(baseUrl() + path);
    }

    /** The loopback port that Corral's only backend has. */
    protected static int upstreamPort() {
        return CorralServer.upstreamPort();
    }

    /**
     * {@code tomcat}, {@code tomcat11}, {@code wildfly}, or {@code other} for a server that was
     * already running.
     */
    protected static String container() {
        return CorralServer.container();
    }

    /** {@code corral.home} of the server that this run started. */
    protected static Path corralHome() {
        return CorralServer.folder().resolve("home");
    }

    /**
     * What came up to a stand-in because a client asked for it: without Corral's own looks, which
     * say so, and without the diagnosis that it makes of a backend that was down.
     */
    protected static List<Exchange> asked(StandIn upstream) {
        return upstream.exchanges().stream()
                .filter(exchange -> !exchange.head().has("X-Corral-Hop"))
                .filter(exchange -> !"Corral".equals(exchange.head().first("User-Agent")))
                .toList();
    }
}
