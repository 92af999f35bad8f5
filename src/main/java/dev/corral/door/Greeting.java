package dev.corral.door;

import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the pages in front of the login say about this Corral. Plain texts, never HTML.
 *
 * @param title the name that is shown
 * @param notice what everybody is to be told, or null
 * @param signOutUrl where the browser goes after signing out: an http(s) URL or a path of this
 *     server; null for the page that says good-bye
 * @param language the language of these pages, such as {@code de}; {@code auto} for the browser's
 */
public record Greeting(String title, String notice, String signOutUrl, String language) {

    private static final String ATTRIBUTE = Greeting.class.getName();
    private static final Greeting USUAL = new Greeting("Corral", null, null, "auto");

    /**
     * Makes it known to the pages.
     *
     * @param greeting asked at each request
     */
    public static void attach(ServletContext application, Supplier<Greeting> greeting) {
        application.setAttribute(ATTRIBUTE, greeting);
    }

    /** The one of this application; the usual one before its start and after a failed one. */
    static Greeting of(ServletContext application) {
        return application.getAttribute(ATTRIBUTE) instanceof Supplier<?> supplier
                        && supplier.get() instanceof Greeting greeting
                ? greeting
                : USUAL;
    }

    /** Puts title and notice into the values of a template. */
    void into(Map<String, String> values) {
        values.put("product", title);
        if (notice != null) {
            values.put("notice", notice);
        }
    }
}
