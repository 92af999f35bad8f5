package dev.corral.rest;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/page}: what administrators have set for everybody's page. */
@Path("v1/page")
@Produces(MediaType.APPLICATION_JSON)
public final class PageResource {

    private final Settings settings;

    /** The resource. */
    public PageResource(Settings settings) {
        this.settings = settings;
    }

    /**
     * The answer. All texts are plain, never HTML; what is not set is null.
     *
     * @param title the name that the page shows
     * @param notice what everybody is to be told above each page
     * @param contact whom people ask
     * @param defaultModel the model of a new chat for people who have chosen none; maybe one that
     *     this caller may not use
     * @param systemPrompt the system prompt that new chats begin with
     * @param language {@code auto} or a language code, for people who have chosen none
     */
    public record Page(
            String title,
            String notice,
            String contact,
            String defaultModel,
            String systemPrompt,
            String language) {}

    @GET
    @Allowed({})
    public Page page() {
        return new Page(
                settings.get(Catalogue.UI_TITLE),
                settings.get(Catalogue.UI_NOTICE).orElse(null),
                settings.get(Catalogue.UI_CONTACT).orElse(null),
                settings.get(Catalogue.UI_DEFAULT_MODEL).orElse(null),
                settings.get(Catalogue.UI_SYSTEM_PROMPT).orElse(null),
                settings.get(Catalogue.UI_LANGUAGE));
    }
}
