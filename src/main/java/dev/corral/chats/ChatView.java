package dev.corral.chats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A chat with what is in it.
 *
 * @param leaf the tip of the branch that is shown, or null
 * @param messages all of the tree, or null when they were not asked for
 * @param lastEventId from where the events go on, or null as above
 */
public record ChatView(
        @JsonUnwrapped ChatItem item,
        String system,
        JsonNode parameters,
        String leaf,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<MessageView> messages,
        @JsonInclude(JsonInclude.Include.NON_NULL) String lastEventId) {

    static ChatView of(ChatRow row, boolean answering) {
        return new ChatView(
                ChatItem.of(row, answering),
                row.system,
                Text.read(row.parameters),
                row.leaf,
                null,
                null);
    }

    ChatView with(List<MessageView> all, String eventId) {
        return new ChatView(item, system, parameters, leaf, all, eventId);
    }
}
