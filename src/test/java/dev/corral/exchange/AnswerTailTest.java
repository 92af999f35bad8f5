package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.choice.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerTailTest {

    private static final String LAST =
            "{\"model\":\"m\",\"done\":true,\"context\":[1,2],\"total_duration\":3252160297,\"load_duration\":418719464,"
                    + "\"prompt_eval_count\":10,\"prompt_eval_duration\":441187659,\"eval_count\":3,"
                    + "\"eval_duration\":2376552780}\n";

    private static Result of(String text, int part) {
        AnswerTail tail = new AnswerTail();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += part) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, at, Math.min(part, bytes.length - at));
            int position = buffer.position();
            assertThat(tail.add(buffer)).isEqualTo(at == 0);
            assertThat(buffer.position()).as("left as it was").isEqualTo(position);
        }
        return tail.result();
    }

    @Test
    void ollamasOwnNumbersAreFoundHoweverTheBytesCome() {
        for (int part : new int[] {1, 7, 100, 512, 513, 10_000}) {
            Result result = of("{\"response\":\"word\"}\n".repeat(200) + LAST, part);
            assertThat(result)
                    .isEqualTo(
                            new Result(
                                    Result.Kind.DONE,
                                    3252160297L,
                                    418719464,
                                    10,
                                    441187659,
                                    3,
                                    2376552780L));
        }
    }

    @Test
    void theUsageOfTheOtherFacesIsFound() {
        Result openai =
                of(
                        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5,"
                                + "\"total_tokens\":16}}\n\ndata: [DONE]\n\n",
                        20);
        assertThat(openai.promptTokens()).isEqualTo(11);
        assertThat(openai.evalTokens()).isEqualTo(5);
        assertThat(openai.evalNanos()).isPositive();
        assertThat(of("{\"usage\":{\"input_tokens\": 7,\"output_tokens\": 2}}", 9).evalTokens())
                .isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertThat(of("x".repeat(2_000), 100)).isEqualTo(Result.DONE);
        assertThat(
                        of("{\"eval_count\":99999999999999999999999,\"prompt_eval_count\":x}", 10)
                                .promptTokens())
                .isZero();
    }
}
