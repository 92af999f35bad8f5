package dev.corral.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is asked, as far as rules look at it. Immutable; holds no text of a prompt.
 *
 * @param operation what the request would do; an empty prompt with {@code keep_alive} 0 is {@link
 *     Operation#UNLOAD}
 * @param model the model that it is done to, or null where none belongs
 * @param body what the body says
 * @param bodySize the body's length in bytes
 * @param knowledge what is known about models without asking anybody
 */
public record Facts(
        Operation operation, ModelName model, BodyFacts body, long bodySize, Knowledge knowledge) {

    /** What Corral's own catalogue knows about models; answers from memory. */
    public interface Knowledge {
        /** Nothing is known. */
        Knowledge NONE =
                new Knowledge() {
                    @Override
                    public boolean isRemote(ModelName model) {
                        return false;
                    }

                    @Override
                    public boolean isPresent(ModelName model) {
                        return false;
                    }
                };

        /**
         * Whether the model is a stub that sends prompts to another host although its name does not
         * say so ({@code remote_host} of tags).
         */
        boolean isRemote(ModelName model);

        /** Whether every backend has the model on its disk. */
        boolean isPresent(ModelName model);
    }

    /** One thing that has to be allowed for the request to be allowed. */
    record Demand(Operation operation, ModelName model) {}

    public Facts {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(body);
        Objects.requireNonNull(knowledge);
    }

    /** A request without a body and without a model. */
    public static Facts of(Operation operation) {
        return new Facts(operation, null, BodyFacts.NONE, 0, Knowledge.NONE);
    }

    /** A request that names its model in the path or in a form. */
    public static Facts of(Operation operation, ModelName model, long bodySize) {
        return new Facts(operation, model, BodyFacts.NONE, bodySize, Knowledge.NONE);
    }

    /** A request with a JSON body. */
    public static Facts of(Operation operation, BodyFacts body, long bodySize) {
        boolean unload = body.empty() && Duration.ZERO.equals(body.keepAlive());
        ModelName model = operation == Operation.COPY ? body.source() : body.model();
        return new Facts(
                unload ? Operation.UNLOAD : operation, model, body, bodySize, Knowledge.NONE);
    }

    /** The same with what a catalogue knows. */
    public Facts with(Knowledge known) {
        return new Facts(operation, model, body, bodySize, known);
    }

    /** All that has to be allowed; the first is the request's own operation. */
    List<Demand> demands() {
        Demand own = new Demand(operation, model);
        if (body == BodyFacts.NONE) {
            return List.of(own);
        }
        List<Demand> demands = new ArrayList<>(2);
        demands.add(own);
        if (body.destination() != null) {
            demands.add(new Demand(operation, body.destination()));
        }
        if (body.from() != null) {
            demands.add(new Demand(operation, body.from()));
        }
        if (body.debugRenderOnly()) {
            demands.add(new Demand(Operation.SHOW, model));
        }
        if (body.webTools()) {
            demands.add(new Demand(Operation.WEB, null));
        }
        return demands;
    }

    /**
     * Whether a model of this request runs on another host than the company's. Deleting a stub of
     * such a model stays in the house.
     */
    boolean isCloud(ModelName name) {
        if (operation == Operation.DELETE) {
            return false;
        }
        return body.remoteHost() || name != null && (name.isCloud() || knowledge.isRemote(name));
    }
}
