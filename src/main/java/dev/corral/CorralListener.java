package dev.corral;

import dev.corral.identity.SessionCookie;
import dev.corral.settings.InvalidSetting;
import dev.corral.store.OwnThread;
import dev.corral.store.StartupProblem;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops {@link Corral} with the web application. A start that fails leaves the
 * application up with nothing but a page that says why ({@link StartupFilter}): a server's own 404
 * would explain nothing.
 */
public final class CorralListener implements ServletContextListener {

    /** The context attribute with the {@link StartupProblem} of a failed start. */
    static final String PROBLEM = StartupProblem.class.getName();

    private static final Logger LOG = LoggerFactory.getLogger(CorralListener.class);

    private Running running;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        SessionCookie.configure(context);
        try {
            running = new Startup(context).start();
            running.greet();
        } catch (RuntimeException | LinkageError e) {
            StartupProblem problem = problem(e);
            LOG.error(
                    "Corral did not start. {}: {} {}",
                    problem.title(),
                    problem.whatHappened(),
                    problem.whatToDo(),
                    problem);
            context.setAttribute(PROBLEM, problem);
        }
    }

    /** Why something did not start, in words for the administrator. */
    static StartupProblem problem(Throwable e) {
        if (e instanceof StartupProblem problem) {
            return problem;
        }
        if (e instanceof InvalidSetting setting) {
            return StartupProblem.of(setting);
        }
        return StartupProblem.of(
                "start.unknown",
                "Corral could not start",
                "An error that Corral has no words for stopped the start.",
                "The server's log has the details. Correct what they name, then start the application again.",
                e);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (running != null) {
            OwnThread.call("corral-stop", this::stop);
        }
    }

    private Void stop() {
        running.close();
        return null;
    }
}
