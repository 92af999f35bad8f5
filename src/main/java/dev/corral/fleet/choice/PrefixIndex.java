package dev.corral.fleet.choice;

import java.util.ArrayList;
import java.util.List;

/**
 * What a runner has in its slots' caches, found by doing with what was sent there what Ollama does:
 * each slot keeps what it read last; a request takes the free slot that begins most like it, the
 * first of equals. Guarded by the dispatcher's lock.
 */
final class PrefixIndex {

    /** More than a server would have; where the number of slots is not known. */
    private static final int MOST = 64;

    /** After so many seconds half of the conversations that go on have gone on. */
    private static final double HALF_LIFE = 25;

    private static final class Slot {
        private Prompt holds = Prompt.NONE;
        private boolean answered;
        private long used;
        private Place user;
    }

    private final List<Slot> slots = new ArrayList<>(4);

    private Slot target(Prompt prompt) {
        Slot best = null;
        int most = -1;
        for (Slot slot : slots) {
            if (slot.user == null) {
                int common = slot.holds.common(prompt);
                if (common > most) {
                    most = common;
                    best = slot;
                }
            }
        }
        return best;
    }

    /** How many bytes of the prompt need not be read if it is sent there now. */
    long cached(Prompt prompt) {
        if (prompt.length() == 0) {
            return 0;
        }
        Slot slot = target(prompt);
        return slot == null ? 0 : cached(slot, prompt);
    }

    private static long cached(Slot slot, Prompt prompt) {
        int common = slot.holds.common(prompt);
        // The answer stands behind what was sent, and comes back as the message after it.
        boolean goesOn = common == slot.holds.length() && slot.answered && common > 0;
        return prompt.size(goesOn && common + 1 < prompt.length() ? common + 1 : common);
    }

    /**
     * How many bytes of somebody else's conversation are lost if this prompt is sent there now,
     * weighed by how likely that one goes on.
     */
    double lost(Prompt prompt, long now) {
        Slot slot = target(prompt);
        if (slot == null || slot.holds.length() == 0) {
            return 0;
        }
        int common = slot.holds.common(prompt);
        if (common == slot.holds.length()) {
            return 0;
        }
        long bytes = slot.holds.size() - slot.holds.size(common);
        return bytes * worth(slot, now);
    }

    private static double worth(Slot slot, long now) {
        if (slot.holds.length() <= 1) {
            return 0.1;
        }
        return 0.8 * Math.pow(0.5, Learnt.seconds(now - slot.used) / HALF_LIFE);
    }

    /** The bytes that are lost, weighed alike, if the runner is unloaded. */
    double worth(long now) {
        double worth = 0;
        for (Slot slot : slots) {
            worth += slot.holds.size() * worth(slot, now);
        }
        return worth;
    }

    /** A request is sent there. */
    void took(Place place, int slotsThere, long now) {
        Prompt prompt = place.ask().prompt();
        Slot slot = target(prompt);
        if (slot == null && slots.size() < Math.min(slotsThere, MOST)) {
            slot = new Slot();
            slots.add(slot);
        }
        if (slot == null) {
            return;
        }
        slot.holds = prompt;
        slot.answered = false;
        slot.user = place;
        slot.used = now;
    }

    /** A request ended there. */
    void gave(Place place, boolean answered, long now) {
        for (Slot slot : slots) {
            if (slot.user == place) {
                slot.user = null;
                slot.answered = answered;
                slot.used = now;
                return;
            }
        }
    }
}
