package dev.corral.backup;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** There is a backup or a restore already that goes on. */
public final class Busy extends Refused {

    private final transient Job running;

    Busy(Job running) {
        super(
                running.kind().equals("backup")
                        ? Sentence.of(
                                "backup.busy",
                                "A backup that {by} began is running. Wait until it is over, then try again.",
                                "by",
                                running.by())
                        : Sentence.of(
                                "restore.busy",
                                "A restore that {by} began is running. Wait until it is over, then try again.",
                                "by",
                                running.by()));
        this.running = running;
    }

    /** The one that goes on. */
    public Job running() {
        return running;
    }
}
