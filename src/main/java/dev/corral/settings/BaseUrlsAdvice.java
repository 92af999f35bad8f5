package dev.corral.settings;

import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at a list of Ollama base URLs as somebody types it. Pure; connects to nothing. */
public final class BaseUrlsAdvice {

    private static final Pattern NO_PORT = Pattern.compile("(?i)http://(\\[[^]]*]|[^:/\\[]+)/?");

    private BaseUrlsAdvice() {}

    /**
     * What is wrong with the list, the first wrong URL first; the suggestion corrects all of them.
     * Empty when there is nothing to say.
     */
    public static Optional<Advice> of(String text) {
        List<String> parts;
        try {
            parts = Types.split(text);
        } catch (IllegalArgumentException e) {
            return Optional.of(new Advice(Unfit.why(e), true, null));
        }
        Advice first = null;
        boolean refused = false;
        boolean known = true;
        Set<String> better = new LinkedHashSet<>();
        for (String part : parts) {
            Advice advice = ofOne(part).orElse(null);
            refused |= advice != null && advice.refused();
            if (advice != null && (first == null || advice.refused() && !first.refused())) {
                first = advice;
            }
            String meant = advice == null ? BaseUrl.parse(part).toString() : advice.suggestion();
            known &= meant != null;
            if (meant != null && !better.add(meant) && first == null) {
                first =
                        new Advice(
                                Sentence.of(
                                        "value.twice", "{value} is there twice", "value", meant),
                                true,
                                null);
                refused = true;
            }
        }
        return first == null
                ? Optional.empty()
                : Optional.of(
                        new Advice(first.what(), refused, known ? String.join(";", better) : null));
    }

    private static Optional<Advice> ofOne(String text) {
        BaseUrl url;
        try {
            url = BaseUrl.parse(text);
        } catch (IllegalArgumentException e) {
            String meant = BaseUrl.suggest(text).map(BaseUrl::toString).orElse(null);
            return Optional.of(new Advice(Unfit.why(e), true, meant));
        }
        if (NO_PORT.matcher(text).matches()) {
            return maybe(
                    Sentence.of(
                            "url.default-port",
                            "no port is given, so that 80 is meant; Ollama's own is 11434"),
                    new BaseUrl(url.scheme(), url.host(), BaseUrl.OLLAMA_PORT));
        }
        if (url.secure() && url.port() == BaseUrl.OLLAMA_PORT) {
            return maybe(
                    Sentence.of(
                            "url.https-on-own-port",
                            "Ollama itself speaks http on port 11434; https is right only if a proxy with a certificate listens there"),
                    new BaseUrl("http", url.host(), url.port()));
        }
        if (!url.secure() && url.port() == BaseUrl.defaultPort("https")) {
            return maybe(
                    Sentence.of("url.http-on-443", "port 443 speaks https nearly everywhere"),
                    new BaseUrl("https", url.host(), url.port()));
        }
        return Optional.empty();
    }

    private static Optional<Advice> maybe(Sentence what, BaseUrl meant) {
        return Optional.of(new Advice(what, false, meant.toString()));
    }
}
