package dev.corral.fleet.choice;

/**
 * Who submitted a request and waits for its place. Exactly one of the two is called, once, unless
 * the request was cancelled before; on any thread, with no lock held, maybe before {@code submit}
 * returns.
 */
public interface Waiter {

    /** The request goes to {@link Place#backend()} now; its end must be told to the dispatcher. */
    void placed(Place place);

    /** The request goes nowhere; its end must not be told. */
    void refused(Place place, Refusal why);
}
