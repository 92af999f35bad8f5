package dev.corral.rest;

import dev.corral.chats.Channel;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/status/events}: what {@code /api/v1/status} tells, once a second as the event
 * {@code status}, as long as somebody reads. One thread asks for all readers.
 */
@Path("v1/status/events")
public final class StatusEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusEvents.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final StatusResource status;
    private final EventStreams streams;
    private final Channel channel =
            new Channel(UUID.randomUUID().toString().substring(0, 8), new AtomicLong());
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread made = new Thread(work, "corral-status");
                        made.setDaemon(true);
                        made.setContextClassLoader(StatusEvents.class.getClassLoader());
                        return made;
                    });

    /** Events of that status on these streams; tells from now on. */
    public StatusEvents(StatusResource status, EventStreams streams) {
        this.status = status;
        this.streams = streams;
        thread.scheduleWithFixedDelay(
                this::tell, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        try {
            if (channel.isRead()) {
                channel.tell("status", status.status());
            }
        } catch (RuntimeException e) {
            LOG.warn("The status could not be told and is told again", e);
        }
    }

    @GET
    @Produces(MediaType.WILDCARD)
    @Allowed(Role.ADMIN)
    public void events(
            @Suspended AsyncResponse response, @Context HttpServletRequest clientRequest) {
        Caller caller = Caller.of(clientRequest).orElseThrow();
        streams.open(clientRequest, caller.name(), channel, null);
    }

    /** Ends the telling; the streams are ended by whoever made them. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
