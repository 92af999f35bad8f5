package dev.corral.chats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tree that messages make. Pure. */
final class Rows {

    private Rows() {}

    /** A message and all that follow from it. */
    static List<MessageRow> below(List<MessageRow> all, MessageRow root) {
        Map<String, List<MessageRow>> children = new HashMap<>();
        for (MessageRow row : all) {
            children.computeIfAbsent(row.parent, first -> new ArrayList<>()).add(row);
        }
        Set<String> seen = new HashSet<>();
        List<MessageRow> found = new ArrayList<>(List.of(root));
        seen.add(root.id);
        for (int i = 0; i < found.size(); i++) {
            for (MessageRow child : children.getOrDefault(found.get(i).id, List.of())) {
                if (seen.add(child.id)) {
                    found.add(child);
                }
            }
        }
        return found;
    }

    /**
     * The end of the branch that goes on from a message by the latest of each siblings.
     *
     * @param without messages that do not count
     * @param from null for the latest branch of all
     * @return null when there is nothing left
     */
    static String tip(List<MessageRow> all, Set<String> without, String from) {
        Map<String, MessageRow> latest = new HashMap<>();
        for (MessageRow row : all) {
            if (!without.contains(row.id)) {
                latest.merge(
                        row.parent == null ? "" : row.parent,
                        row,
                        (a, b) -> a.ordinal > b.ordinal ? a : b);
            }
        }
        String at = from;
        for (int i = 0; i <= all.size(); i++) {
            MessageRow next = latest.get(at == null ? "" : at);
            if (next == null) {
                return at;
            }
            at = next.id;
        }
        return at;
    }

    /** A copy of a row, which nobody else changes. */
    static MessageRow copy(MessageRow row) {
        MessageRow copy =
                new MessageRow(row.id, row.chat, row.parent, row.role, row.ordinal, row.createdAt);
        copy.content = row.content;
        copy.thinking = row.thinking;
        copy.files = row.files;
        copy.toolCalls = row.toolCalls;
        copy.model = row.model;
        copy.state = row.state;
        copy.error = row.error;
        copy.stats = row.stats;
        copy.logprobs = row.logprobs;
        copy.parameters = row.parameters;
        copy.clientId = row.clientId;
        copy.node = row.node;
        copy.version = row.version;
        copy.size = row.size;
        return copy;
    }

    /** A stored row with what has grown since. */
    static MessageRow grown(MessageRow stored, MessageRow grown) {
        MessageRow now = copy(grown);
        now.version = Math.max(stored.version, grown.version);
        return now;
    }
}
