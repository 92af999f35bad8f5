package dev.corral.settings;

import dev.corral.words.Sentence;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A file of {@code key=value} lines in UTF-8 (the format of {@link Properties}), or the same from a
 * map.
 */
final class PropertiesSource implements SettingSource {

    private final Map<String, String> values;
    private final String where;

    private PropertiesSource(Map<String, String> values, String where) {
        this.values = values;
        this.where = where;
    }

    static PropertiesSource of(Map<String, String> values, String where) {
        return new PropertiesSource(new TreeMap<>(values), where);
    }

    /**
     * Reads a file; a missing one is an empty one.
     *
     * @throws InvalidSetting when it is there and cannot be read as properties in UTF-8
     */
    static PropertiesSource read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return of(Map.of(), file.toString());
        } catch (CharacterCodingException e) {
            throw InvalidSetting.unreadable(
                    file.toString(), Sentence.of("file.utf8", "it is not written in UTF-8"));
        } catch (IllegalArgumentException e) {
            throw InvalidSetting.unreadable(
                    file.toString(),
                    Sentence.of(
                            "file.escape",
                            "it has a \\u that no four hexadecimal digits follow; write \\\\ for one \\"));
        } catch (IOException e) {
            throw InvalidSetting.unreadable(
                    file.toString(),
                    Sentence.of(
                            "file.unreadable",
                            "it cannot be read ({error})",
                            "error",
                            String.valueOf(e.getMessage())));
        }
        Map<String, String> values = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name)));
        return new PropertiesSource(values, file.toString());
    }

    Iterable<String> names() {
        return values.keySet();
    }

    String where() {
        return where;
    }

    @Override
    public Optional<Found> find(Setting<?> setting) {
        return SettingSource.text(values.get(setting.key()))
                .map(
                        text ->
                                new Found(
                                        text,
                                        Kind.FILE,
                                        Sentence.of(
                                                "where.file",
                                                "{key} in {file}",
                                                "key",
                                                setting.key(),
                                                "file",
                                                where)));
    }
}
