package dev.corral.fleet.book;

import dev.corral.settings.BaseUrl;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a backend before it is asked anything. Immutable; two specs are equal when a
 * change from one to the other would change nothing.
 *
 * @param url its root, which no other backend has
 * @param name what people and the header {@code X-Corral-Backend} call it; no other backend has it
 * @param weight its share beside others that are alike, 1 to 100
 * @param draining whether it gets nothing new while what runs there ends in peace
 * @param tags what rules of the policy know it by, lower case
 * @param slots requests that a loaded model works on at the same time, if somebody said so
 * @param vram bytes of memory for models, if somebody said so
 * @param maxLoaded most models that it keeps loaded, if somebody said so
 * @param access how it is reached and with which credentials
 */
public record BackendSpec(
        BaseUrl url,
        String name,
        int weight,
        boolean draining,
        Set<String> tags,
        Optional<Integer> slots,
        Optional<Long> vram,
        Optional<Integer> maxLoaded,
        Access access) {

    public BackendSpec {
        tags = Set.copyOf(tags);
    }

    /** A backend of which only the URL is known. */
    public static BackendSpec of(BaseUrl url) {
        return new BackendSpec(
                url,
                url.authority(),
                Options.DEFAULT_WEIGHT,
                false,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Access.PLAIN);
    }

    /** Whether a request may run here that is allowed on backends with one of these tags only. */
    public boolean hasOneOf(Set<String> allowed) {
        if (allowed.isEmpty()) {
            return true;
        }
        for (String tag : allowed) {
            if (tags.contains(tag)) {
                return true;
            }
        }
        return false;
    }
}
