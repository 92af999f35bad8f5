package dev.corral.fleet;

import dev.corral.fleet.choice.Result;
import dev.corral.fleet.choice.Snapshot;

/**
 * How a backend stands, for people: whether it is there, as looks find, and whether its answers can
 * be relied on, as requests find and the dispatcher acts on.
 *
 * @param state {@code DOWN} also while it is left alone after failures, {@code SUSPECT} also while
 *     it is tried again
 * @param reason as in {@link Vitals.View#reason}, or {@code busy}; null if it is healthy
 * @param sinceNanos for how long it has been so
 * @param nextTryNanos when it is tried next, 0 for now; null if it is not down
 */
public record Standing(Vitals.State state, String reason, long sinceNanos, Long nextTryNanos) {

    /**
     * From both.
     *
     * @param requests what the dispatcher knows, or null
     */
    public static Standing of(Vitals.View looks, Snapshot.OneBackend requests, long now) {
        boolean down = looks.state() == Vitals.State.DOWN;
        if (down || requests == null || requests.failing() == null) {
            return new Standing(
                    looks.state(),
                    looks.reason(),
                    now - looks.since(),
                    down ? Math.max(0, looks.nextTry() - now) : null);
        }
        boolean alone = requests.leftAloneNanos() > 0;
        return new Standing(
                alone ? Vitals.State.DOWN : Vitals.State.SUSPECT,
                word(requests.failing()),
                requests.failingNanos(),
                alone ? requests.leftAloneNanos() : null);
    }

    private static String word(Result.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> "refused";
            case CUT -> "reset";
            case BUSY -> "busy";
            case SILENT -> "silent";
            case GARBAGE -> "garbage";
            default -> "error";
        };
    }
}
