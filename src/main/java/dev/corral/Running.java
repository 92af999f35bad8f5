package dev.corral;

import dev.corral.backup.Keeping;
import dev.corral.backup.Outage;
import dev.corral.store.Database;
import dev.corral.store.StartupProblem;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stays while {@link Corral} is taken down and built anew for a restore: the database and the
 * room that backs it up.
 */
final class Running implements AutoCloseable, Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final ServletContext context;
    private final Database database;
    private final Keeping keeping;
    private final Function<Running, Corral> builder;
    private Corral corral;
    private boolean over;

    Running(
            ServletContext context,
            Database database,
            Keeping keeping,
            Function<Running, Corral> builder) {
        this.context = context;
        this.database = database;
        this.keeping = keeping;
        this.builder = builder;
    }

    Keeping keeping() {
        return keeping;
    }

    /** Builds the product and lets requests in. */
    synchronized void begin() {
        corral = builder.apply(this);
        corral.attachTo(context);
        context.removeAttribute(StartupFilter.PAUSE);
        context.removeAttribute(CorralListener.PROBLEM);
    }

    synchronized void greet() {
        corral.greet(context.getContextPath());
    }

    @Override
    public synchronized void during(Work work) throws IOException, SQLException {
        if (over) {
            throw new CancellationException();
        }
        LOG.warn("Corral is out of use until its data is restored");
        context.setAttribute(StartupFilter.PAUSE, Boolean.TRUE);
        end();
        try {
            work.run();
        } catch (IOException | SQLException | RuntimeException e) {
            try {
                again();
            } catch (StartupProblem problem) {
                problem.addSuppressed(e);
                throw problem;
            }
            throw e;
        }
        again();
    }

    private void again() {
        try {
            begin();
            LOG.warn("Corral is in use again");
        } catch (RuntimeException e) {
            StartupProblem problem = CorralListener.problem(e);
            context.setAttribute(CorralListener.PROBLEM, problem);
            context.removeAttribute(StartupFilter.PAUSE);
            throw problem;
        }
    }

    private void end() {
        if (corral != null) {
            Corral former = corral;
            corral = null;
            former.detachFrom(context);
            former.close();
        }
    }

    @Override
    public void close() {
        // A job that runs may be waiting for this lock, or hold it: it ends first.
        keeping.close();
        synchronized (this) {
            over = true;
            end();
            database.close();
        }
    }
}
