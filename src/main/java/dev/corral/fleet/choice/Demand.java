package dev.corral.fleet.choice;

/** How much a model is wanted. Guarded by the dispatcher's lock. */
final class Demand {

    /** For how many seconds an arrival counts. */
    private static final double MEMORY = 120;

    /** For how many seconds a look at what is under way counts. */
    private static final double BUSY_MEMORY = 40;

    final String model;
    private double arrivals;
    private double busy;
    private long at;
    private long lookedAt;

    Demand(String model, long now) {
        this.model = model;
        this.at = now;
        this.lookedAt = now;
    }

    void arrived(long now) {
        age(now);
        arrivals++;
    }

    private void age(long now) {
        arrivals *= Math.exp(-Learnt.seconds(now - at) / MEMORY);
        at = now;
    }

    /** Arrivals a second. */
    double rate(long now) {
        return arrivals * Math.exp(-Learnt.seconds(now - at) / MEMORY) / MEMORY;
    }

    /** So many are under way or wait now. */
    void looked(int under, long now) {
        double weight = 1 - Math.exp(-Learnt.seconds(now - lookedAt) / BUSY_MEMORY);
        busy += (under - busy) * weight;
        lookedAt = now;
    }

    /** How many requests are under way or wait, on average. */
    double busy() {
        return busy;
    }

    /** Whether it can be forgotten. */
    boolean isOver(long now) {
        return rate(now) * MEMORY < 0.01 && busy < 0.01;
    }
}
