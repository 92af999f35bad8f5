package dev.corral;

import dev.corral.exchange.Exchanges;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.gateway.Gateway;
import dev.corral.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds the rooms with constructors at start and closes them in reverse at
 * stop.
 */
public final class Corral implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Corral.class);
    private static final String ATTRIBUTE = Corral.class.getName();

    private final Deque<AutoCloseable> rooms = new ArrayDeque<>();
    private final Gateway gateway;

    Corral(Settings settings) {
        Watch watch = room(new Watch());
        Fleet fleet = room(new Fleet(settings, 32 * 1024));
        Exchanges exchanges = room(new Exchanges(fleet, settings, watch));
        gateway = room(new Gateway(exchanges, fleet, settings, watch));
    }

    private <T extends AutoCloseable> T room(T room) {
        rooms.push(room);
        return room;
    }

    /** The product of this web application; there from its start to its end. */
    public static Corral of(ServletContext context) {
        return (Corral) context.getAttribute(ATTRIBUTE);
    }

    /** The {@code /ollama} face. */
    public Gateway gateway() {
        return gateway;
    }

    void attachTo(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    @Override
    public void close() {
        while (!rooms.isEmpty()) {
            AutoCloseable room = rooms.pop();
            try {
                room.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", room.getClass().getSimpleName(), e);
            }
        }
    }
}
