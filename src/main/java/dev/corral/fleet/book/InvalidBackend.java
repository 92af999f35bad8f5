package dev.corral.fleet.book;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** Something said of a backend cannot be used. The message is for people and tells no secret. */
public final class InvalidBackend extends Refused {

    InvalidBackend(String field, Sentence why) {
        super(
                why.text().endsWith(".")
                        ? Sentence.of(
                                "backend.invalid-whole",
                                "{field}: {why}",
                                "field",
                                field,
                                "why",
                                why)
                        : Sentence.of(
                                "backend.invalid", "{field}: {why}.", "field", field, "why", why));
    }
}
