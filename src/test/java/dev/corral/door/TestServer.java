package dev.corral.door;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * A Tomcat on an ephemeral loopback port with one web application at {@code /corral}, spoken to by
 * raw socket.
 */
public final class TestServer implements AutoCloseable {

    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();
    private final Context context;

    /** A server that is not started yet. */
    public TestServer() throws IOException {
        TOMCAT_LOG.setLevel(Level.SEVERE);
        Path base = Files.createTempDirectory("corral-tomcat");
        base.toFile().deleteOnExit();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        context = tomcat.addContext("/corral", base.toString());
    }

    /** What Tomcat knows of the application. */
    public Context context() {
        return context;
    }

    /** Adds a filter for these URL patterns. */
    public TestServer filter(Filter filter, String... patterns) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(filter.getClass().getName());
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(filter.getClass().getName());
        map.setDispatcher(DispatcherType.REQUEST.name());
        map.setDispatcher(DispatcherType.ERROR.name());
        map.setDispatcher(DispatcherType.FORWARD.name());
        for (String pattern : patterns) {
            map.addURLPattern(pattern);
        }
        context.addFilterMap(map);
        return this;
    }

    /** Adds a servlet for one URL pattern. */
    public TestServer servlet(String pattern, HttpServlet servlet) {
        String name = servlet.getClass().getName() + pattern;
        Wrapper wrapper = Tomcat.addServlet(context, name, servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(pattern);
        return this;
    }

    /** Starts it. */
    public TestServer start() throws LifecycleException {
        tomcat.start();
        return this;
    }

    /** The Tomcat, for its realm and users. */
    public Tomcat tomcat() {
        return tomcat;
    }

    /** Sends these bytes (ISO-8859-1) and gives all that comes back until the server closes. */
    public String raw(String request) {
        return rawFrom("127.0.0.1", request);
    }

    /** As {@link #raw}, from one of the addresses of the loopback interface. */
    public String rawFrom(String address, String request) {
        try (Socket socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        tomcat.getConnector().getLocalPort(),
                        InetAddress.getByName(address),
                        0)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request line and more header lines; the connection is closed afterwards. */
    public String ask(String requestLine, String... headers) {
        StringBuilder request =
                new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: corral.test\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return raw(request.append("Connection: close\r\n\r\n").toString());
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
