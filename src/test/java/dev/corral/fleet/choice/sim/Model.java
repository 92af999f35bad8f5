package dev.corral.fleet.choice.sim;

/**
 * A model.
 *
 * @param name canonical name
 * @param bytes memory that a runner takes
 * @param promptRate prompt tokens read per second by one server that does nothing else
 * @param evalRate tokens written per second for one request alone
 */
record Model(String name, long bytes, double promptRate, double evalRate) {

    static final long GB = 1_000_000_000L;

    /**
     * A model of so many gigabytes. Rates fall with the size, as on one data-centre card: 8 GB
     * reads 3,000 and writes 60 tokens a second.
     */
    static Model of(String name, double gigabytes) {
        return new Model(
                name + ":latest",
                (long) (gigabytes * GB),
                24_000 / gigabytes,
                Math.min(100, 480 / gigabytes));
    }
}
