package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.fleet.book.Wish;
import java.util.List;

/**
 * A backend as it is sent: what is left out is not said, but for the secrets, which stay as they
 * are when they are left out and go when they are null.
 *
 * @param id in a test: the backend whose secrets are used where none are sent
 * @param version in a change: the version that it was made from
 * @param model in a test: a model to try, or null
 */
public record BackendForm(
        String id,
        Long version,
        String model,
        String url,
        String name,
        Integer weight,
        Boolean draining,
        List<String> tags,
        Integer slots,
        String vram,
        Integer maxLoaded,
        JsonNode bearer,
        List<Field> headers,
        String ca,
        String certificate,
        JsonNode key,
        String tlsName,
        String proxy) {

    /**
     * A header field of the backend's own.
     *
     * @param value null to keep the one that it has
     */
    public record Field(String name, String value) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    public String toString() {
        return "form of " + url;
    }

    Wish wish() {
        return new Wish(
                url,
                name,
                weight,
                Boolean.TRUE.equals(draining),
                tags,
                slots,
                vram,
                maxLoaded,
                secret("bearer", bearer),
                headers == null
                        ? List.of()
                        : headers.stream()
                                .map(one -> new Wish.HeaderWish(one.name(), one.value()))
                                .toList(),
                ca,
                certificate,
                secret("key", key),
                tlsName,
                proxy);
    }

    private static Wish.Secret secret(String member, JsonNode sent) {
        if (sent == null || sent.isMissingNode()) {
            return Wish.Secret.KEEP;
        }
        if (sent.isNull()) {
            return Wish.Secret.NONE;
        }
        if (!sent.isTextual()) {
            throw ApiProblem.of(400, member + " is a text, or null to remove it.");
        }
        return Wish.Secret.of(sent.asText());
    }
}
