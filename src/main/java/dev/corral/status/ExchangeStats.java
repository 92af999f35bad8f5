package dev.corral.status;

import java.util.Map;

/** Numbers about requests to models. Cheap to ask; any thread may. */
public interface ExchangeStats {

    /** Exchanges that are running now, those that wait for a place not counted. */
    int open();

    /** Exchanges that ended since the start, by how: lower-case names with underscores. */
    Map<String, Long> ended();

    /** Bytes of blobs that came since the start, by the caller's name. */
    Map<String, Long> uploadBytes();

    /** Requests that wait for a place now. */
    int queued();
}
