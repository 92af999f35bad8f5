package dev.corral.fleet.book;

/** Something said of a backend cannot be used. The message is for people and tells no secret. */
public final class InvalidBackend extends RuntimeException {

    InvalidBackend(String field, String why) {
        super(field + ": " + why + (why.endsWith(".") ? "" : "."));
    }
}
