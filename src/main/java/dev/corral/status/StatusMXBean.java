package dev.corral.status;

import java.util.Map;

/** What JMX clients such as jconsole and Jolokia see. */
public interface StatusMXBean {

    /** The version of the WAR. */
    String getVersion();

    /** Seconds since the start. */
    long getUptimeSeconds();

    /** Whether requests can be served. */
    boolean isReady();

    /** Whether {@code /health/ready} says that this server is to be taken out. */
    boolean isDraining();

    /** Begins or ends that. */
    void setDraining(boolean draining);

    /** Name and version of the database. */
    String getDatabase();

    /** Exchanges that are running. */
    int getOpenExchanges();

    /** Exchanges begun since the start. */
    long getTotalExchanges();

    /** Exchanges that ended, by how. */
    Map<String, Long> getEndedExchanges();

    /** Bytes of uploaded blobs since the start, by the name of who sent them. */
    Map<String, Long> getUploadBytes();

    /** Requests that wait for a place. */
    int getQueuedRequests();

    /** Half of the streamed answers of the last minute began within so many milliseconds. */
    long getFirstWordP50Millis();

    /** 95 of 100 streamed answers of the last minute began within so many milliseconds. */
    long getFirstWordP95Millis();

    /** Tokens of answers per second, in the last minute. */
    double getTokensPerSecond();

    /** Tries that failed since the start, by the URL of the backend. */
    Map<String, Long> getBackendFailures();

    /** The health of each backend by its URL. */
    Map<String, String> getBackendHealth();

    /** The running exchanges of each backend by its URL. */
    Map<String, Integer> getBackendRunning();
}
