package dev.corral.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.fleet.Contents;
import dev.corral.policy.ModelName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what Ollama lists. What cannot be understood is left out. Pure, but for the clock. */
final class Listings {

    private static final long SAME_SECONDS = 2;

    private Listings() {}

    /** The models of {@code /api/tags}. */
    static Map<String, Contents.OnDisk> disk(JsonNode list) {
        Map<String, Contents.OnDisk> models = new HashMap<>();
        for (JsonNode model : list) {
            ModelName name = ModelName.parse(model.path("name").asText());
            if (name != null) {
                models.put(
                        name.canonical(),
                        new Contents.OnDisk(
                                model.path("digest").asText(),
                                model.path("size").asLong(),
                                model.hasNonNull("remote_host")
                                        || model.hasNonNull("remote_model")));
            }
        }
        return models;
    }

    /** The models of {@code /api/ps}. */
    static List<Contents.InMemory> memory(JsonNode list, long clockAhead) {
        List<Contents.InMemory> models = new ArrayList<>();
        for (JsonNode model : list) {
            ModelName name = ModelName.parse(model.path("name").asText());
            if (name != null) {
                String stamp = model.path("expires_at").asText();
                models.add(
                        new Contents.InMemory(
                                name.canonical(),
                                model.path("digest").asText(),
                                model.path("size").asLong(),
                                model.path("size_vram").asLong(),
                                model.path("context_length").asLong(),
                                instant(stamp, clockAhead),
                                stamp));
            }
        }
        return models;
    }

    private static Instant instant(String stamp, long clockAhead) {
        try {
            return OffsetDateTime.parse(stamp).toInstant().minusSeconds(clockAhead);
        } catch (DateTimeException | ArithmeticException notATime) {
            return null;
        }
    }

    /** By how many seconds the clock behind an answer is ahead of ours; 0 if it does not say. */
    static long clockAhead(Head head) {
        String date = head.header("Date");
        if (date == null) {
            return 0;
        }
        try {
            Instant theirs =
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            long ahead = Duration.between(Instant.now(), theirs).toSeconds();
            return Math.abs(ahead) <= SAME_SECONDS ? 0 : ahead;
        } catch (DateTimeException | ArithmeticException notADate) {
            return 0;
        }
    }
}
