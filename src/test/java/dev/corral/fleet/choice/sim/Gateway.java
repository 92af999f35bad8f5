package dev.corral.fleet.choice.sim;

/** What stands between the clients and the servers. */
interface Gateway {

    /** A request arrives; its fields tell what becomes of it. */
    void arrive(Request request);

    /** The client of a request that has no first byte leaves. */
    void leave(Request request);
}
