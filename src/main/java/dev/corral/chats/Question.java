package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A question as it comes from the page, checked.
 *
 * @param parent the message that it follows, or null
 * @param models 1 to 4
 * @param parameters as stored, or null
 * @param clientId the page's own id of this question, or null
 */
record Question(
        String parent,
        String content,
        List<Image> images,
        List<MessageView.FileText> files,
        List<String> models,
        String parameters,
        String clientId) {

    static Question of(JsonNode body) {
        Fields fields =
                Fields.of(
                        body,
                        "parent",
                        "content",
                        "images",
                        "files",
                        "models",
                        "parameters",
                        "clientId");
        List<String> models = models(fields);
        if (models.isEmpty()) {
            throw ChatProblem.bad("Say which model is to answer: {\"models\":[…]}.");
        }
        List<Image> images = images(fields.list("images"));
        List<MessageView.FileText> files = files(fields.list("files"));
        String content = fields.text("content");
        content = content == null ? "" : content(content);
        if (content.isBlank() && images.isEmpty() && files.isEmpty()) {
            throw ChatProblem.bad(Sentence.of("question.empty", "The question is empty."));
        }
        return new Question(
                fields.text("parent"),
                content,
                images,
                files.isEmpty() ? null : files,
                models,
                Parameters.column(fields.value("parameters")),
                clientId(fields.text("clientId")));
    }

    private static String clientId(String given) {
        if (given != null && (given.isEmpty() || given.length() > Limits.CLIENT_ID)) {
            throw ChatProblem.bad("clientId has 1 to " + Limits.CLIENT_ID + " characters.");
        }
        return Text.clean(given);
    }

    /** The text of a message. */
    static String content(String given) {
        if (given == null) {
            throw ChatProblem.bad("content is missing.");
        }
        if (given.length() > Limits.CONTENT) {
            throw ChatProblem.tooLarge(
                    Sentence.of(
                            "message.large",
                            "A message may have at most {n} million characters. Attach less.",
                            "n",
                            Limits.CONTENT >> 20));
        }
        return Text.clean(given);
    }

    /** The models that are asked, each once; empty when none are named. */
    static List<String> models(Fields fields) {
        Set<String> models = new LinkedHashSet<>();
        for (String name : fields.texts("models")) {
            String model = Limits.model(name);
            if (model == null) {
                throw ChatProblem.bad("A model has no name.");
            }
            models.add(model);
        }
        if (models.size() > Limits.MODELS) {
            throw ChatProblem.bad(
                    Sentence.of(
                            "models.most",
                            "At most {n} models can answer at once.",
                            "n",
                            Limits.MODELS));
        }
        return List.copyOf(models);
    }

    private static List<Image> images(List<JsonNode> given) {
        if (given.size() > Limits.IMAGES) {
            throw ChatProblem.bad(
                    Sentence.of(
                            "images.most",
                            "A question may have at most {n} images.",
                            "n",
                            Limits.IMAGES));
        }
        List<Image> images = new ArrayList<>();
        for (JsonNode one : given) {
            String data = Fields.of(one, "type", "data", "name").text("data");
            try {
                images.add(Image.of(Base64.getDecoder().decode(data == null ? "" : data)));
            } catch (IllegalArgumentException e) {
                throw ChatProblem.bad(Sentence.of("image.base64", "An image is no base64."));
            }
        }
        return images;
    }

    private static List<MessageView.FileText> files(List<JsonNode> given) {
        if (given.size() > Limits.FILES) {
            throw ChatProblem.bad(
                    Sentence.of(
                            "files.most",
                            "A question may have at most {n} files.",
                            "n",
                            Limits.FILES));
        }
        List<MessageView.FileText> files = new ArrayList<>();
        long size = 0;
        for (JsonNode one : given) {
            Fields file = Fields.of(one, "name", "text");
            String text = file.text("text");
            String name = Text.line(file.text("name"), Limits.TITLE);
            size += text == null ? 0 : text.length();
            if (size > Limits.CONTENT) {
                throw ChatProblem.tooLarge(
                        Sentence.of(
                                "files.large",
                                "The files of a question may have at most {n} million characters together.",
                                "n",
                                Limits.CONTENT >> 20));
            }
            if (text != null) {
                files.add(new MessageView.FileText(name == null ? "file" : name, Text.clean(text)));
            }
        }
        return files;
    }
}
