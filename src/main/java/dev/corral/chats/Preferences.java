package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import dev.corral.words.Sentence;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** What people prefer: one JSON document of each, which the page makes sense of. Thread-safe. */
public final class Preferences {

    private final Database database;
    private final Clock clock;

    Preferences(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The caller's document; an empty object when there is none. */
    public JsonNode get(Caller caller) {
        PreferenceRow row =
                database.inTransaction(
                        manager -> manager.find(PreferenceRow.class, Owner.of(caller)));
        return row == null ? Text.JSON.createObjectNode() : Text.read(row.document);
    }

    /** Puts a document in the place of the one before. */
    public JsonNode put(Caller caller, JsonNode document) {
        if (document == null || !document.isObject()) {
            throw ChatProblem.bad("The body must be a JSON object.");
        }
        String text = Text.clean(document.toString());
        if (text.getBytes(StandardCharsets.UTF_8).length > Limits.PREFERENCES) {
            throw ChatProblem.tooLarge(
                    Sentence.of("preferences.large", "Preferences may have at most 32 KB."));
        }
        return database.inTransaction(
                manager -> {
                    PreferenceRow row = manager.find(PreferenceRow.class, Owner.of(caller));
                    if (row == null) {
                        row = new PreferenceRow(Owner.of(caller));
                        row.document = text;
                        row.changedAt = clock.millis();
                        manager.persist(row);
                    } else {
                        row.document = text;
                        row.changedAt = clock.millis();
                    }
                    return document;
                });
    }

    /** Whether the caller wants chats to be titled by a model; yes when nothing is said. */
    boolean wantsTitles(Caller caller) {
        return get(caller).path("autoTitle").asBoolean(true);
    }
}
