package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.words.Sentence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chat that was read from a file, ready to be stored: new ids, and a tree without circles,
 * however the file's was. Not for several threads.
 */
final class Imported {

    /** A message as a file has it. */
    static final class Node {
        final String id;
        final String parent;
        MessageRow row;
        List<Image> images = List.of();

        /**
         * @param id as the file has it
         * @param parent as the file has it, or null
         */
        Node(String id, String parent) {
            this.id = id;
            this.parent = parent;
        }
    }

    final ChatRow chat;
    String folder;
    final List<MessageRow> messages = new ArrayList<>();
    final List<ImageRow> images = new ArrayList<>();
    private final LeftOut leftOut;

    Imported(String ownerId, long now, LeftOut leftOut) {
        this.chat = new ChatRow(Ids.next(), ownerId, now);
        this.leftOut = leftOut;
    }

    LeftOut leftOut() {
        return leftOut;
    }

    /**
     * Takes the nodes that can be reached from those without a parent in the file. A node without a
     * row is stepped over: what follows from it follows from its parent.
     *
     * @param current the node that the file shows, or null
     */
    void take(List<Node> nodes, String current) {
        Map<String, Node> byId = new LinkedHashMap<>();
        nodes.forEach(node -> byId.putIfAbsent(node.id, node));
        leftOut.add(
                Sentence.of("left-out.same-id", "messages with the id of another"),
                nodes.size() - byId.size());
        Map<String, List<Node>> children = new HashMap<>();
        Deque<Node> stack = new ArrayDeque<>();
        List<Node> roots = new ArrayList<>();
        for (Node node : byId.values()) {
            if (node.parent == null || !byId.containsKey(node.parent)) {
                roots.add(node);
            } else {
                children.computeIfAbsent(node.parent, first -> new ArrayList<>()).add(node);
            }
        }
        Map<String, String> placed = new HashMap<>();
        for (int i = roots.size() - 1; i >= 0; i--) {
            stack.push(roots.get(i));
        }
        int reached = 0;
        while (!stack.isEmpty()) {
            Node node = stack.pop();
            reached++;
            String parent = node.parent == null ? null : placed.get(node.parent);
            placed.put(node.id, node.row == null ? parent : add(node, parent));
            List<Node> below = children.getOrDefault(node.id, List.of());
            for (int i = below.size() - 1; i >= 0; i--) {
                stack.push(below.get(i));
            }
        }
        leftOut.add(
                Sentence.of("left-out.circles", "messages that follow from themselves"),
                byId.size() - reached);
        String leaf = current == null ? null : placed.get(current);
        chat.leaf = leaf == null ? Rows.tip(messages, Set.of(), null) : leaf;
    }

    private String add(Node node, String parent) {
        if (messages.size() >= Limits.MESSAGES) {
            leftOut.add(
                    Sentence.of(
                            "left-out.messages",
                            "messages over {n} of a chat",
                            "n",
                            Limits.MESSAGES),
                    1);
            return parent;
        }
        MessageRow row = node.row;
        row.parent = parent;
        row.ordinal = Ids.ordinal(row.createdAt);
        messages.add(row);
        for (Image image : node.images) {
            images.add(new ImageRow(Ids.next(), chat.id, row.id, row.ordinal, image));
        }
        return row.id;
    }

    /** A row for a message of the file. */
    MessageRow row(String role, String content, long at) {
        MessageRow row = new MessageRow(Ids.next(), chat.id, null, role, 0, at);
        row.content = content(content);
        return row;
    }

    private String content(String content) {
        if (content.length() > Limits.CONTENT) {
            leftOut.add(Sentence.of("left-out.ends", "ends of messages that are too long"), 1);
            return Text.clean(Text.cut(content, Limits.CONTENT));
        }
        return Text.clean(content);
    }

    void title(JsonNode title) {
        chat.title =
                title.isTextual()
                        ? Text.line(Text.cut(title.textValue(), 2_000), Limits.TITLE)
                        : null;
        chat.titled = chat.title == null ? null : "user";
    }

    static String model(JsonNode model) {
        String name = model.isTextual() ? model.textValue().strip() : "";
        boolean fits =
                !name.isEmpty()
                        && name.length() <= Limits.MODEL
                        && name.chars().noneMatch(c -> c <= ' ');
        return fits ? Text.clean(name) : null;
    }
}
