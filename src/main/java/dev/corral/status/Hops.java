package dev.corral.status;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a request tells of the servers that it came through. */
public final class Hops {

    /** Only their presence is told: they hold addresses of people. */
    private static final List<String> NAMED =
            List.of(
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Host",
                    "X-Forwarded-Server",
                    "X-Real-IP",
                    "X-ARR-LOG-ID",
                    "X-Original-URL",
                    "X-Envoy-External-Address",
                    "CF-Ray");

    private Hops() {}

    /**
     * The signs of a request.
     *
     * @param header the value of a header, or null
     * @return {@code Via} with its value, of the others the names
     */
    public static List<String> of(UnaryOperator<String> header) {
        List<String> signs = new ArrayList<>();
        String via = header.apply("Via");
        if (via != null) {
            signs.add("Via: " + Signs.clean(via));
        }
        NAMED.stream().filter(name -> header.apply(name) != null).forEach(signs::add);
        return signs;
    }
}
