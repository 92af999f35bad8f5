package dev.corral.gateway;

import dev.corral.exchange.Wishes;
import dev.corral.identity.Caller;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request, or the key that it came with, wishes about its turn in the queue and about
 * silence. Pure functions.
 */
final class ClientWishes {

    /** {@code batch}: the request may stand behind all that do not say so. */
    static final String PRIORITY = "X-Corral-Priority";

    /**
     * After how much silence a byte without a meaning comes, for this request, also if its answer
     * is not streamed: {@code 15s}, {@code 500ms}, or {@code none}.
     */
    static final String KEEP_ALIVE = "X-Corral-Keep-Alive";

    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s|m)");
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private ClientWishes() {}

    /**
     * How silence is filled.
     *
     * @param interval after how much of it, zero for never
     * @param whole whether answers that are not streamed have it, too
     */
    record Beats(Duration interval, boolean whole) {}

    /** Why the headers cannot be taken, as a sentence for the client (400), or null. */
    static String objection(HttpServletRequest clientRequest) {
        String priority = clientRequest.getHeader(PRIORITY);
        if (priority != null && !priority.equals("batch") && !priority.equals("interactive")) {
            return PRIORITY + " is batch or interactive.";
        }
        String keepAlive = clientRequest.getHeader(KEEP_ALIVE);
        return keepAlive == null || interval(keepAlive) != null
                ? null
                : KEEP_ALIVE + " is a time such as 15s, at least 100ms, or none.";
    }

    /**
     * Where and when.
     *
     * @param only the name of the one backend that it must go to, or null
     */
    static Wishes of(
            HttpServletRequest clientRequest, Caller caller, Settings settings, String only) {
        String priority = clientRequest.getHeader(PRIORITY);
        boolean batch =
                priority == null
                        ? isListed(caller, settings, Catalogue.KEYS_BATCH)
                        : priority.equals("batch");
        return only == null ? batch ? BATCH : Wishes.NONE : new Wishes(batch, only);
    }

    private static final Wishes BATCH = new Wishes(true, null);

    /** How silence is filled. */
    static Beats beats(HttpServletRequest clientRequest, Caller caller, Settings settings) {
        String asked = clientRequest.getHeader(KEEP_ALIVE);
        Duration interval = asked == null ? null : interval(asked);
        if (interval != null) {
            return new Beats(interval, !interval.isZero());
        }
        return new Beats(
                settings.get(Catalogue.OLLAMA_KEEP_ALIVE_INTERVAL),
                isListed(caller, settings, Catalogue.KEYS_KEEP_ALIVE));
    }

    private static boolean isListed(
            Caller caller, Settings settings, Setting<Optional<List<String>>> keys) {
        return caller.keyId() != null
                && settings.get(keys).orElse(List.of()).contains(caller.keyId());
    }

    /** The time, zero for none, or null if it is no such text. */
    private static Duration interval(String text) {
        if (text.equals("none")) {
            return Duration.ZERO;
        }
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return null;
        }
        long number = Long.parseLong(time.group(1));
        Duration interval =
                switch (time.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    default -> Duration.ofMinutes(number);
                };
        return interval.compareTo(SHORTEST) < 0 ? null : interval;
    }
}
