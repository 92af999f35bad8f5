package dev.corral.it;

import dev.corral.Corral;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat in this process in which the whole product is started and stopped many times: its
 * web.xml, its pages and its classes, each time from its settings file.
 */
final class OwnTomcat implements AutoCloseable {

    private static final Path PAGE = Path.of("src/main/webapp").toAbsolutePath();

    private final Tomcat tomcat = new Tomcat();
    private final Path home;
    private Context context;

    /**
     * Begins to listen, with the logins of {@link ItUser}.
     *
     * @param home the data folder, with {@code corral.properties} in it
     */
    OwnTomcat(Path folder, Path home) throws LifecycleException {
        Logger.getLogger("org.apache").setLevel(Level.SEVERE);
        this.home = home;
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        for (ItUser user : ItUser.ALL) {
            tomcat.addUser(user.name(), user.password());
            user.roles().forEach(role -> tomcat.addRole(user.name(), role));
        }
        tomcat.getHost().setAppBase(folder.toString());
        tomcat.start();
    }

    /** Starts the product anew. */
    void start() {
        stop();
        ContextConfig fromWebXml = new ContextConfig();
        fromWebXml.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
        Context next = new StandardContext();
        next.setPath("/corral");
        next.setDocBase(PAGE.toString());
        next.addParameter("corral.home", home.toString());
        next.addLifecycleListener(OwnTomcat::asTomcatDoes);
        next.addLifecycleListener(fromWebXml);
        tomcat.getHost().addChild(next);
        context = next;
    }

    /** What every Tomcat has in conf/web.xml, without JSP. */
    private static void asTomcatDoes(LifecycleEvent event) {
        if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
            Context context = (Context) event.getLifecycle();
            Wrapper files = Tomcat.addServlet(context, "default", new DefaultServlet());
            files.setLoadOnStartup(1);
            files.addMapping("/");
            Tomcat.addDefaultMimeTypeMappings(context);
            context.addWelcomeFile("index.html");
        }
    }

    /** Whether the product says of itself that it is up. */
    boolean isUp() {
        return Corral.of(context.getServletContext()) != null;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/corral");
    }

    private void stop() {
        if (context != null) {
            tomcat.getHost().removeChild(context);
            context = null;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
    }
}
