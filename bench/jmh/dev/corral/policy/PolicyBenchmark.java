package dev.corral.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to read a body and to decide on it. */
@State(Scope.Benchmark)
public class PolicyBenchmark {

    private static final byte[] SHORT = chat(1);
    private static final byte[] LONG = chat(400);

    private final Policy policy = Policy.shipped();
    private final Subject user = Subject.of(Caller.of("alice", Set.of(Role.USER), Via.BASIC));
    private final Facts facts;

    /** Reads the short body once. */
    public PolicyBenchmark() {
        try {
            facts = Facts.of(Operation.CHAT, BodyReader.read(BodyShape.CHAT, SHORT), SHORT.length);
        } catch (BadBody e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] chat(int turns) {
        StringBuilder text =
                new StringBuilder("{\"model\":\"llama3.2\",\"stream\":true,\"messages\":[");
        for (int i = 0; i < turns; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"role\":\"user\",\"content\":\"Why is the sky blue? \\u00e4 ")
                    .append("word ".repeat(20))
                    .append("\"}");
        }
        return text.append("],\"options\":{\"temperature\":0.7,\"num_ctx\":4096}}")
                .toString()
                .getBytes(UTF_8);
    }

    /** A first question. */
    @Benchmark
    public BodyFacts readShortBody() throws BadBody {
        return BodyReader.read(BodyShape.CHAT, SHORT);
    }

    /** A conversation of 400 messages, about 60 KB. */
    @Benchmark
    public BodyFacts readLongBody() throws BadBody {
        return BodyReader.read(BodyShape.CHAT, LONG);
    }

    /** The shipped rules on a user's question. */
    @Benchmark
    public Decision decide() {
        return policy.decide(user, facts);
    }
}
