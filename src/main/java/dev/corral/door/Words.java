package dev.corral.door;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The words of the login page and the error pages in one language, from {@code
 * words_LANGUAGE.properties} beside this class. Immutable.
 */
final class Words {

    /** The languages that there are, English first. */
    static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "zh");

    private static final Map<String, Words> ALL =
            LANGUAGES.stream()
                    .collect(Collectors.toUnmodifiableMap(Function.identity(), Words::new));

    /** What programs are told, and people whose language there is not. */
    static final Words ENGLISH = ALL.get("en");

    private final String language;
    private final Map<String, String> words;

    private Words(String language) {
        this.language = language;
        words = read("words_" + language + ".properties");
    }

    /**
     * Those that somebody is to read.
     *
     * @param preset the language for everybody; another word, such as {@code auto}: the browser's
     * @param acceptLanguage the header of the request, from anybody; may be null
     */
    static Words of(String preset, String acceptLanguage) {
        Words set = ALL.get(preset);
        return set != null ? set : accepted(acceptLanguage);
    }

    private static Words accepted(String acceptLanguage) {
        if (acceptLanguage == null) {
            return ENGLISH;
        }
        try {
            String found = Locale.lookupTag(LanguageRange.parse(acceptLanguage), LANGUAGES);
            return found == null ? ENGLISH : ALL.get(found);
        } catch (IllegalArgumentException malformed) {
            return ENGLISH;
        }
    }

    /** The text of a key that there is. */
    String get(String key) {
        String text = words.get(key);
        if (text == null) {
            throw new IllegalArgumentException("There are no words " + key);
        }
        return text;
    }

    /** Puts all of them into the values of a template, and {@code language}. */
    void into(Map<String, String> values) {
        values.putAll(words);
        values.put("language", language);
    }

    private static Map<String, String> read(String file) {
        try (InputStream in = Words.class.getResourceAsStream(file);
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            Properties read = new Properties();
            read.load(text);
            return read.stringPropertyNames().stream()
                    .collect(Collectors.toUnmodifiableMap(Function.identity(), read::getProperty));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
