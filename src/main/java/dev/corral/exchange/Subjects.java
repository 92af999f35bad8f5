package dev.corral.exchange;

import dev.corral.identity.Caller;
import dev.corral.policy.Subject;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Remembers what callers are to the policy: who sends many requests with the same credential is the
 * same object for all of them. Holds a few only. Thread-safe.
 */
final class Subjects {

    private static final int PLACES = 256;

    private record Known(Caller caller, Subject subject) {}

    private final AtomicReferenceArray<Known> known = new AtomicReferenceArray<>(PLACES);

    Subject of(Caller caller) {
        int place = System.identityHashCode(caller) & PLACES - 1;
        Known found = known.get(place);
        if (found != null && found.caller == caller) {
            return found.subject;
        }
        Subject subject = Subject.of(caller);
        known.set(place, new Known(caller, subject));
        return subject;
    }
}
