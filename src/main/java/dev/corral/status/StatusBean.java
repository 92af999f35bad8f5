package dev.corral.status;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JMX bean; without a bean server, or with a name that is taken, Corral runs as well. */
final class StatusBean implements StatusMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusBean.class);

    private final Status status;
    private ObjectName registered;

    private StatusBean(Status status) {
        this.status = status;
    }

    static StatusBean register(Status status, String contextPath) {
        StatusBean bean = new StatusBean(status);
        try {
            ObjectName name =
                    new ObjectName(
                            "dev.corral:type=Status,context="
                                    + ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath));
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
            bean.registered = name;
        } catch (JMException e) {
            LOG.warn("The numbers are not in JMX: {}", e.toString());
        }
        return bean;
    }

    @Override
    public void close() {
        if (registered == null) {
            return;
        }
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            if (server.isRegistered(registered)) {
                server.unregisterMBean(registered);
            }
        } catch (JMException e) {
            LOG.warn("The JMX bean stays", e);
        }
        registered = null;
    }

    @Override
    public String getVersion() {
        return status.snapshot().version();
    }

    @Override
    public long getUptimeSeconds() {
        return status.snapshot().uptimeSeconds();
    }

    @Override
    public boolean isReady() {
        return status.ready();
    }

    @Override
    public boolean isDraining() {
        return status.drain().since() != null;
    }

    @Override
    public void setDraining(boolean draining) {
        status.drain().set(draining, "JMX");
    }

    @Override
    public String getDatabase() {
        return status.snapshot().database();
    }

    @Override
    public int getOpenExchanges() {
        return status.snapshot().open();
    }

    @Override
    public long getTotalExchanges() {
        return status.snapshot().total();
    }

    @Override
    public Map<String, Long> getEndedExchanges() {
        return status.snapshot().ended();
    }

    @Override
    public Map<String, Long> getUploadBytes() {
        return status.snapshot().uploadBytes();
    }

    @Override
    public int getQueuedRequests() {
        return status.snapshot().queued();
    }

    @Override
    public long getFirstWordP50Millis() {
        return status.snapshot().fleet().pace().firstWordP50Millis();
    }

    @Override
    public long getFirstWordP95Millis() {
        return status.snapshot().fleet().pace().firstWordP95Millis();
    }

    @Override
    public double getTokensPerSecond() {
        return status.snapshot().fleet().pace().tokensPerSecond();
    }

    @Override
    public Map<String, Long> getBackendFailures() {
        return status.snapshot().fleet().servers().stream()
                .collect(
                        Collectors.toMap(
                                FleetView.Server::url,
                                FleetView.Server::failures,
                                (first, second) -> second));
    }

    @Override
    public Map<String, String> getBackendHealth() {
        return byUrl(backend -> backend.health().name().toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public Map<String, Integer> getBackendRunning() {
        return byUrl(BackendStats.BackendState::running);
    }

    private <T> Map<String, T> byUrl(Function<BackendStats.BackendState, T> value) {
        return status.snapshot().backends().stream()
                .collect(
                        Collectors.toMap(
                                BackendStats.BackendState::url, value, (first, second) -> second));
    }
}
