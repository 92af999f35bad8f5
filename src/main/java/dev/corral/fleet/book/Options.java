package dev.corral.fleet.book;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What is kept of a backend beside its URL, without secrets. Its JSON is what the database and the
 * history of changes hold.
 *
 * @param name null for the URL's host and port
 * @param weight 1 to 100
 * @param slots null for what the setting says, as is the case for the two that follow
 * @param vram bytes
 * @param bearer whether there is a key that is sent as {@code Authorization: Bearer}
 * @param headers the names of its own header fields
 * @param ca certificates in PEM form of the only authorities that are trusted, or null
 * @param certificate the client certificate in PEM form, or null
 * @param key whether there is a key for it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Options(
        String name,
        int weight,
        boolean draining,
        List<String> tags,
        Integer slots,
        Long vram,
        Integer maxLoaded,
        boolean bearer,
        List<String> headers,
        String ca,
        String certificate,
        boolean key,
        String tlsName,
        String proxy) {

    /** The weight of a backend about which nothing was said. */
    public static final int DEFAULT_WEIGHT = 1;

    /** Nothing was said. */
    public static final Options NONE =
            new Options(
                    null,
                    DEFAULT_WEIGHT,
                    false,
                    List.of(),
                    null,
                    null,
                    null,
                    false,
                    List.of(),
                    null,
                    null,
                    false,
                    null,
                    null);

    public Options {
        tags = tags == null ? List.of() : List.copyOf(tags);
        headers = headers == null ? List.of() : List.copyOf(headers);
    }

    /** The same, draining or not. */
    Options withDraining(boolean on) {
        return new Options(
                name,
                weight,
                on,
                tags,
                slots,
                vram,
                maxLoaded,
                bearer,
                headers,
                ca,
                certificate,
                key,
                tlsName,
                proxy);
    }
}
