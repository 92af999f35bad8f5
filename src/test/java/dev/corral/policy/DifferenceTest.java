package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    /** Rules as {@code id=operation}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=chat b=pull | a=chat b=pull | no other rules",
                "a=chat b=pull | b=pull a=chat | no other rules",
                "a=chat | a=chat b=pull c=push | added b, c",
                "a=chat b=pull c=push | a=push c=push d=list | added d; changed a; removed b",
            })
    void namesTheRules(String before, String after, String difference) throws Exception {
        assertThat(Difference.of(policy(before), policy(after))).isEqualTo(difference);
    }

    private static Policy policy(String rules) throws InvalidPolicy {
        StringBuilder json = new StringBuilder("{\"version\":1,\"rules\":[");
        String between = "";
        for (String rule : rules.split(" ")) {
            String[] parts = rule.split("=");
            json.append(between)
                    .append("{\"id\":\"")
                    .append(parts[0])
                    .append("\",\"effect\":\"allow\",\"who\":{\"everyone\":true},\"what\":[\"")
                    .append(parts[1])
                    .append("\"]}");
            between = ",";
        }
        return Policy.parse(json.append("]}").toString());
    }
}
