package dev.corral.settings;

import dev.corral.words.Unfit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value for every backend, with others for some. Immutable.
 *
 * @param common what holds for every backend that has none of its own; empty when nothing was said
 * @param own the values of single backends
 */
public record PerBackend<T>(Optional<T> common, Map<BaseUrl, T> own) {

    public PerBackend {
        own = Map.copyOf(own);
    }

    /** The value of a backend; empty when nothing was said about it. */
    public Optional<T> of(BaseUrl backend) {
        return Optional.ofNullable(own.get(backend)).or(() -> common);
    }

    static <T> PerBackend<T> parse(String text, String absent, ValueType<T> type) {
        Optional<T> common = Optional.empty();
        boolean commonSeen = false;
        Map<BaseUrl, T> own = new LinkedHashMap<>();
        for (String part : Types.split(text)) {
            int equals = part.indexOf('=');
            if (equals >= 0) {
                BaseUrl backend = BaseUrl.parse(part.substring(0, equals).strip());
                if (own.put(backend, type.parse(part.substring(equals + 1).strip())) != null) {
                    throw Unfit.of("value.twice", "{value} is there twice", "value", backend);
                }
            } else if (commonSeen) {
                throw Unfit.of("value.two-common", "there are two values for every backend");
            } else {
                commonSeen = true;
                common =
                        part.equalsIgnoreCase(absent)
                                ? Optional.empty()
                                : Optional.of(type.parse(part));
            }
        }
        return new PerBackend<>(common, own);
    }

    String format(String absent, ValueType<T> type) {
        List<String> parts = new ArrayList<>();
        parts.add(common.map(type::format).orElse(absent));
        own.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + type.format(entry.getValue()))
                .sorted()
                .forEach(parts::add);
        return String.join(";", parts);
    }
}
