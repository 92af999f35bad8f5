package dev.corral.exchange;

import dev.corral.fleet.choice.Ask;
import dev.corral.fleet.choice.Prompt;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.policy.BodyFacts;
import dev.corral.policy.Facts;
import dev.corral.policy.Operation;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a request needs of the fleet. Pure. */
final class Asks {

    /** What runs on a loaded model. */
    private static final Set<Operation> RUN =
            EnumSet.of(Operation.CHAT, Operation.GENERATE, Operation.EMBED, Operation.TRANSCRIBE);

    private Asks() {}

    /**
     * The needs of a request.
     *
     * @param weights shares of turns by role and group
     * @param whole whether the conversation is worth looking at
     */
    static Ask of(
            Caller caller,
            Facts facts,
            RequestBody body,
            Wishes wishes,
            Map<String, Double> weights,
            boolean whole) {
        boolean runs = useSlots(facts);
        return new Ask(
                caller.name(),
                weight(caller, weights),
                wishes.batch(),
                runs ? facts.model().canonical() : null,
                runs ? facts.body().loadOptionsText() : "",
                facts.operation() == Operation.EMBED,
                runs && whole && body instanceof BytesBody held
                        ? prompt(facts.body(), held)
                        : Prompt.NONE,
                Set.of(),
                wishes.only());
    }

    /** Whether such a request runs on a loaded model. */
    static boolean useSlots(Facts facts) {
        return facts.model() != null && RUN.contains(facts.operation());
    }

    private static Prompt prompt(BodyFacts facts, BytesBody body) {
        if (facts.messages() == 0) {
            return Prompt.NONE;
        }
        Prompt.Builder prompt = Prompt.builder();
        for (int i = 0; i < facts.messages(); i++) {
            int from = facts.messageStart(i);
            prompt.add(body.bytes(), from, facts.messageEnd(i) - from);
        }
        return prompt.build();
    }

    private static double weight(Caller caller, Map<String, Double> weights) {
        if (weights.isEmpty()) {
            return 1;
        }
        double most = 0;
        for (Role role : caller.roles()) {
            most = Math.max(most, weights.getOrDefault(role.id(), 0.0));
        }
        for (String group : caller.groups()) {
            most = Math.max(most, weights.getOrDefault(group, 0.0));
        }
        return most > 0 ? most : 1;
    }
}
