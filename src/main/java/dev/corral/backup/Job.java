package dev.corral.backup;

import dev.corral.words.Sentence;
import java.time.Instant;

/**
 * A backup or a restore, running or over.
 *
 * @param kind {@code backup} or {@code restore}
 * @param state {@code running}, {@code done} or {@code failed}
 * @param step what it is doing or did last, see {@link Step}
 * @param done rows of the step that are done
 * @param total rows of the step; 0 while that is not known
 * @param by who began it
 * @param endedAt null while it runs
 * @param file the backup that it made; null when it made none
 * @param failure a sentence; null when nothing failed
 * @param said the same, for other languages
 */
public record Job(
        String kind,
        String state,
        String step,
        long done,
        long total,
        Instant startedAt,
        String by,
        Instant endedAt,
        String file,
        String failure,
        Sentence said) {

    /** What a job does one after the other. */
    enum Step {
        /** Takes hold of the state of this moment. */
        SNAPSHOT,
        /** Writes a backup. */
        WRITE,
        /** Reads a backup to the end and tries all of it in an empty database. */
        CHECK,
        /** Backs up what is about to be replaced. */
        SAFETY,
        /** Puts the data in the place of what there is; nobody can use Corral. */
        REPLACE,
        /** Starts again. */
        START;

        String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether it goes on. */
    public boolean isRunning() {
        return endedAt == null;
    }
}
