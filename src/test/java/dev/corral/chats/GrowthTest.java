package dev.corral.chats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void aModelThatNeverEndsItsToolCallsDoesNotFillTheMemory() {
        Growth growth = new Growth("", null, null);
        ObjectNode record = Text.JSON.createObjectNode();
        record.putObject("message")
                .putArray("tool_calls")
                .addObject()
                .put("name", "x".repeat(Limits.CONTENT / 4));
        for (int i = 0; i < 20; i++) {
            growth.add(record);
        }
        MessageRow row = new MessageRow("m", "c", null, "assistant", 1, 1);
        growth.into(row);
        assertThat(row.toolCalls.length()).isBetween(Limits.CONTENT / 2, Limits.CONTENT);
    }
}
