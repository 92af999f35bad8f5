package dev.corral.fleet.choice.sim;

/**
 * Lets the simulation's events happen in real time, so many times faster than they would. All that
 * touches servers and requests goes through {@link #now(Runnable)}: one thing at a time.
 */
final class RealTime implements Run.Clock {

    private final Events events;
    private final double speed;
    private long begun = -1;

    RealTime(Events events, double speed) {
        this.events = events;
        this.speed = speed;
    }

    /** Does something at this moment of virtual time. */
    void now(Runnable what) {
        synchronized (events) {
            catchUp();
            what.run();
        }
    }

    /** Real nanoseconds for virtual ones. */
    long real(long nanos) {
        return (long) (nanos / speed);
    }

    private void catchUp() {
        if (begun >= 0) {
            events.runUntil((long) ((System.nanoTime() - begun) * speed));
        }
    }

    @Override
    public void run(Events same, long end, Run run) {
        begun = System.nanoTime();
        long enough = run.scene.length();
        while (true) {
            synchronized (events) {
                catchUp();
                if (events.now() >= end || events.now() > enough && run.isQuiet()) {
                    return;
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(500_000L);
        }
    }
}
