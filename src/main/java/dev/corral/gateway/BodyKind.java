package dev.corral.gateway;

/**
 * How the body of a request to a route is to be taken. Chosen by the route, never by the
 * Content-Type (Ollama's CLI labels blobs as JSON).
 */
public enum BodyKind {
    /** No body belongs there; one that comes with bytes is refused. */
    NONE,
    /**
     * One JSON object, read whole up to the limit of the operation, read strictly, passed on
     * unchanged.
     */
    JSON,
    /** Raw bytes of any length, passed on as they come and never held. */
    STREAM,
    /**
     * {@code multipart/form-data}, read whole up to the limit of the operation, passed on
     * unchanged.
     */
    FORM
}
