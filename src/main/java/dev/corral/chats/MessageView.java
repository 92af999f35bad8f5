package dev.corral.chats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.words.Sentence;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message as the page sees it; what is null is left out, but for the parent.
 *
 * @param role {@code user} or {@code assistant}
 * @param state {@code whole}, {@code growing}, {@code waiting}, {@code stopped}, {@code
 *     interrupted} or {@code failed}
 * @param logprobs whether there are log probabilities
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageView(
        String id,
        @JsonInclude(JsonInclude.Include.ALWAYS) String parent,
        String role,
        String content,
        String thinking,
        List<ImageInfo> images,
        List<FileText> files,
        JsonNode toolCalls,
        String model,
        Instant createdAt,
        String state,
        Trouble error,
        Stats stats,
        Boolean logprobs,
        long version) {

    /** A text file that came with a question. */
    public record FileText(String name, String text) {}

    /**
     * Why an answer is not whole.
     *
     * @param status the HTTP status that a client would have got
     * @param message a sentence that says what to do
     * @param requestId under which the log knows it, or null
     * @param code by which the message is found in other languages, or null
     * @param values what was filled in, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Trouble(
            int status, String message, String requestId, String code, Map<String, Object> values) {

        static Trouble of(int status, Sentence said, String requestId) {
            boolean known = said.code() != null;
            return new Trouble(
                    status, said.text(), requestId, said.code(), known ? said.values() : null);
        }
    }

    /** Numbers of an answer; what is not known is null. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stats(
            Long firstWordMs,
            Long thinkingMs,
            Long totalMs,
            Long loadMs,
            Long promptTokens,
            Long answerTokens,
            Double tokensPerSecond,
            Long contextLength,
            String doneReason) {}

    static MessageView of(MessageRow row, List<ImageInfo> all) {
        List<ImageInfo> images = all.stream().filter(i -> i.message().equals(row.id)).toList();
        return new MessageView(
                row.id,
                row.parent,
                row.role,
                row.content,
                row.thinking,
                images.isEmpty() ? null : images,
                Text.readList(row.files, FileText.class),
                Text.read(row.toolCalls),
                row.model,
                Instant.ofEpochMilli(row.createdAt),
                row.state,
                Text.read(row.error, Trouble.class),
                Text.read(row.stats, Stats.class),
                row.logprobs == null ? null : Boolean.TRUE,
                row.version);
    }
}
