package dev.corral.door;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small page with holes: {@code {{name}}} becomes the value escaped for HTML text and quoted
 * attributes, {@code {{#name}}…{{/name}}} stays only when there is such a value, and may hold
 * others. Immutable; any thread may render it.
 */
final class Template {
    private static final Pattern SECTION =
            Pattern.compile("\\{\\{#([a-z-]+)\\}\\}(.*?)\\{\\{/\\1\\}\\}", Pattern.DOTALL);
    private static final Pattern HOLE = Pattern.compile("\\{\\{([a-z-]+)\\}\\}");

    private final String source;

    Template(String source) {
        this.source = Objects.requireNonNull(source);
    }

    /**
     * Reads a template of the WAR.
     *
     * @param path from the root of the WAR, such as {@code /WEB-INF/pages/login.html}
     * @throws ServletException when it is not there or cannot be read
     */
    static Template read(ServletContext context, String path) throws ServletException {
        try (InputStream in = context.getResourceAsStream(path)) {
            if (in == null) {
                throw new ServletException("The WAR has no " + path);
            }
            return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ServletException("Cannot read " + path + " of the WAR", e);
        }
    }

    /**
     * Fills the holes; values are never looked at for holes again.
     *
     * @param values by name; a hole without a value becomes empty
     */
    String render(Map<String, String> values) {
        String kept = source;
        String before;
        do {
            before = kept;
            kept = SECTION.matcher(kept).replaceAll(m -> quoted(section(values, m)));
        } while (!kept.equals(before));
        return HOLE.matcher(kept).replaceAll(m -> quoted(filled(values, m)));
    }

    private static String section(Map<String, String> values, MatchResult section) {
        return values.containsKey(section.group(1)) ? section.group(2) : "";
    }

    private static String filled(Map<String, String> values, MatchResult hole) {
        return escape(values.getOrDefault(hole.group(1), ""));
    }

    private static String quoted(String replacement) {
        return Matcher.quoteReplacement(replacement);
    }

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
