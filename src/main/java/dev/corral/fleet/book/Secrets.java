package dev.corral.fleet.book;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a backend must never be shown. Its text tells nothing.
 *
 * @param bearer sent as {@code Authorization: Bearer …}, or null
 * @param headers values of header fields by name
 * @param key the client certificate's key in PEM form, or null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Secrets(String bearer, Map<String, String> headers, String key) {

    /** None. */
    public static final Secrets NONE = new Secrets(null, Map.of(), null);

    public Secrets {
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers == null ? Map.of() : headers);
        headers = java.util.Collections.unmodifiableMap(sorted);
    }

    /** Whether there is nothing to hide. */
    @JsonIgnore
    public boolean isEmpty() {
        return bearer == null && headers.isEmpty() && key == null;
    }

    @Override
    public String toString() {
        return isEmpty() ? "no secrets" : "secrets";
    }
}
