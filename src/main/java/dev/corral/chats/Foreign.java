package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.words.Sentence;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Understands a chat in one of the formats that can be imported: our own, ChatGPT's {@code
 * conversations.json}, Open WebUI's export. Whatever is of another kind than expected is left out
 * and counted. Pure.
 */
final class Foreign {

    /** A format. */
    enum Format {
        OWN("corral"),
        CHATGPT("chatgpt"),
        OPEN_WEBUI("open-webui");

        private final String id;

        Format(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    private final String ownerId;
    private final long now;
    private final LeftOut leftOut;

    Foreign(String ownerId, long now, LeftOut leftOut) {
        this.ownerId = ownerId;
        this.now = now;
        this.leftOut = leftOut;
    }

    /** What a chat of a file is; null when it is none that is known. */
    static Format formatOf(JsonNode chat) {
        if (chat.path("mapping").isObject()) {
            return Format.CHATGPT;
        }
        if (chat.path("chat").isObject()) {
            return Format.OPEN_WEBUI;
        }
        return chat.path("messages").isArray() ? Format.OWN : null;
    }

    /** The chat; null when there is nothing in it that can be taken over. */
    Imported read(JsonNode chat) {
        Format format = formatOf(chat);
        if (format == null) {
            leftOut.add(Sentence.of("left-out.format", "chats of an unknown format"), 1);
            return null;
        }
        Imported imported = new Imported(ownerId, now, leftOut);
        switch (format) {
            case OWN -> own(chat, imported);
            case CHATGPT -> chatGpt(chat, imported);
            case OPEN_WEBUI -> openWebUi(chat, imported);
        }
        if (imported.messages.isEmpty()) {
            leftOut.add(Sentence.of("left-out.empty", "chats without messages"), 1);
            return null;
        }
        if (imported.chat.title == null) {
            imported.chat.title = Text.line(Text.cut(imported.messages.get(0).content, 500), 60);
        }
        return imported;
    }

    private void own(JsonNode chat, Imported to) {
        to.title(chat.path("title"));
        to.chat.titled = "auto".equals(chat.path("titled").asText()) ? "auto" : to.chat.titled;
        to.chat.model = Imported.model(chat.path("model"));
        to.chat.system = text(chat.path("system"), Limits.SYSTEM);
        to.chat.parameters = parameters(chat.path("parameters"));
        to.chat.pinned = chat.path("pinned").asBoolean() ? 1 : 0;
        to.chat.archived = chat.path("archived").asBoolean() ? 1 : 0;
        to.chat.tags = tags(chat.path("tags"));
        to.folder = text(chat.path("folder"), Limits.NAME);
        times(to, chat.path("createdAt"), chat.path("updatedAt"));
        List<Imported.Node> nodes = new ArrayList<>();
        for (JsonNode message : chat.path("messages")) {
            Imported.Node node = node(message.path("id"), message.path("parent"));
            String role = role(message.path("role"));
            if (node != null && role != null) {
                MessageRow row =
                        to.row(
                                role,
                                message.path("content").asText(""),
                                time(message.path("createdAt"), to.chat.createdAt));
                row.thinking = text(message.path("thinking"), Limits.CONTENT);
                row.model = Imported.model(message.path("model"));
                row.files = files(message.path("files"));
                row.parameters = parameters(message.path("parameters"));
                row.state = state(message.path("state").asText());
                row.stats = stats(message.path("stats"));
                node.row = row;
                node.images = images(message.path("images"), "data");
            }
            add(nodes, node);
        }
        to.take(nodes, chat.path("leaf").asText(null));
    }

    private void chatGpt(JsonNode chat, Imported to) {
        to.title(chat.path("title"));
        to.chat.archived = chat.path("is_archived").asBoolean() ? 1 : 0;
        times(to, chat.path("create_time"), chat.path("update_time"));
        List<Imported.Node> nodes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : chat.get("mapping").properties()) {
            Imported.Node node =
                    new Imported.Node(entry.getKey(), entry.getValue().path("parent").asText(null));
            JsonNode message = entry.getValue().path("message");
            String role = role(message.at("/author/role"));
            String content = role == null ? "" : chatGptText(message.path("content"));
            if (message.isObject() && role == null) {
                leftOut.add(
                        Sentence.of("left-out.tools", "messages of tools and of the system"), 1);
            } else if (!content.isBlank()) {
                node.row =
                        to.row(role, content, time(message.path("create_time"), to.chat.createdAt));
                if (role.equals("assistant")) {
                    node.row.model = Imported.model(message.at("/metadata/model_slug"));
                }
            }
            add(nodes, node);
        }
        to.take(nodes, chat.path("current_node").asText(null));
    }

    private String chatGptText(JsonNode content) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content.path("parts")) {
            if (part.isTextual()) {
                text.append(text.length() == 0 ? "" : "\n\n").append(part.textValue());
            } else {
                // The file names them only; they are not in it.
                leftOut.add(
                        Sentence.of(
                                "left-out.missing", "images and files that are not in the file"),
                        1);
            }
        }
        String code = content.path("text").asText("");
        if (text.length() == 0 && !code.isBlank()) {
            boolean isCode = content.path("content_type").asText().equals("code");
            return isCode ? "```\n" + code + "\n```" : code;
        }
        return text.toString();
    }

    private void openWebUi(JsonNode outer, Imported to) {
        JsonNode chat = outer.get("chat");
        to.title(outer.hasNonNull("title") ? outer.get("title") : chat.path("title"));
        to.chat.pinned = outer.path("pinned").asBoolean() ? 1 : 0;
        to.chat.archived = outer.path("archived").asBoolean() ? 1 : 0;
        to.chat.tags = tags(outer.at("/meta/tags"));
        to.chat.model = Imported.model(chat.at("/models/0"));
        to.chat.system = text(chat.at("/params/system"), Limits.SYSTEM);
        times(to, outer.path("created_at"), outer.path("updated_at"));
        List<Imported.Node> nodes = new ArrayList<>();
        JsonNode history = chat.at("/history/messages");
        JsonNode messages =
                history.isObject() && !history.isEmpty() ? history : chat.path("messages");
        for (JsonNode message : messages) {
            Imported.Node node = node(message.path("id"), message.path("parentId"));
            String role = role(message.path("role"));
            if (node != null && role != null) {
                openWebUi(message, role, node, to);
            }
            add(nodes, node);
        }
        to.take(nodes, chat.at("/history/currentId").asText(null));
    }

    private void openWebUi(JsonNode message, String role, Imported.Node node, Imported to) {
        String content = message.path("content").asText("");
        String thinking = null;
        int end = content.indexOf("</details>");
        if (content.startsWith("<details type=\"reasoning\"") && end > 0) {
            String inside = content.substring(content.indexOf('>') + 1, end);
            thinking = inside.replaceFirst("(?s)^\\s*<summary>.*?</summary>", "").strip();
            content = content.substring(end + "</details>".length()).strip();
        }
        node.images = images(message.path("files"), "url");
        if (!content.isBlank() || !node.images.isEmpty()) {
            node.row = to.row(role, content, time(message.path("timestamp"), to.chat.createdAt));
            node.row.thinking = thinking == null ? null : Text.clean(thinking);
            node.row.model =
                    role.equals("assistant") ? Imported.model(message.path("model")) : null;
        }
    }

    private void add(List<Imported.Node> nodes, Imported.Node node) {
        if (node == null) {
            leftOut.add(Sentence.of("left-out.no-id", "messages without an id"), 1);
        } else {
            nodes.add(node);
        }
    }

    private static Imported.Node node(JsonNode id, JsonNode parent) {
        return id.isTextual() ? new Imported.Node(id.textValue(), parent.asText(null)) : null;
    }

    private static String role(JsonNode role) {
        String text = role.asText("");
        return text.equals("user") || text.equals("assistant") ? text : null;
    }

    private static String state(String state) {
        return List.of("stopped", "interrupted", "failed").contains(state) ? state : "whole";
    }

    private static String text(JsonNode text, int most) {
        boolean fits = text.isTextual() && !text.textValue().isBlank();
        return fits ? Text.clean(Text.cut(text.textValue(), most)) : null;
    }

    private String parameters(JsonNode parameters) {
        try {
            return Parameters.column(parameters.isObject() ? parameters : null);
        } catch (ChatProblem e) {
            leftOut.add(
                    Sentence.of("left-out.parameters", "parameters that are not possible here"), 1);
            return null;
        }
    }

    private static String stats(JsonNode stats) {
        try {
            return stats.isObject()
                    ? Text.json(Text.JSON.treeToValue(stats, MessageView.Stats.class))
                    : null;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return null;
        }
    }

    private static String files(JsonNode files) {
        List<MessageView.FileText> all = new ArrayList<>();
        for (JsonNode file : files) {
            String name = Text.line(Text.cut(file.path("name").asText("file"), 500), Limits.TITLE);
            String text = text(file.path("text"), Limits.CONTENT);
            if (text != null && all.size() < Limits.FILES) {
                all.add(new MessageView.FileText(name == null ? "file" : name, text));
            }
        }
        return all.isEmpty() ? null : Text.json(all);
    }

    private String tags(JsonNode tags) {
        List<String> all = new ArrayList<>();
        for (JsonNode tag : tags) {
            String line = Text.line(Text.cut(tag.asText(""), 500), Limits.TAG);
            if (line != null && all.size() < Limits.TAGS) {
                all.add(line);
            }
        }
        return Tags.column(all);
    }

    private List<Image> images(JsonNode files, String member) {
        List<Image> images = new ArrayList<>();
        for (JsonNode file : files) {
            String data = file.path(member).asText("");
            boolean isUrl = member.equals("url");
            int comma = isUrl ? data.indexOf(";base64,") : -1;
            if (isUrl && (comma < 0 || !data.startsWith("data:image/"))) {
                leftOut.add(
                        Sentence.of(
                                "left-out.missing", "images and files that are not in the file"),
                        1);
                continue;
            }
            try {
                if (images.size() >= Limits.IMAGES) {
                    throw ChatProblem.bad("too many");
                }
                String base64 = isUrl ? data.substring(comma + ";base64,".length()) : data;
                images.add(Image.of(Base64.getDecoder().decode(base64)));
            } catch (IllegalArgumentException | ChatProblem e) {
                leftOut.add(Sentence.of("left-out.images", "images that cannot be shown here"), 1);
            }
        }
        return images;
    }

    private void times(Imported to, JsonNode created, JsonNode updated) {
        to.chat.createdAt = time(created, now);
        to.chat.updatedAt = Math.max(to.chat.createdAt, time(updated, to.chat.createdAt));
    }

    /** Seconds or milliseconds since 1970, or RFC 3339; never later than now. */
    private long time(JsonNode time, long otherwise) {
        double number = time.asDouble(0);
        if (time.isTextual()) {
            try {
                number = Instant.parse(time.textValue()).toEpochMilli();
            } catch (DateTimeException e) {
                return otherwise;
            }
        } else if (number < 1e11) {
            number *= 1_000;
        }
        return number > 0 && number <= now ? (long) number : otherwise;
    }
}
