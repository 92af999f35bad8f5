package dev.corral.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/settings.md} is made from the catalogue: {@code mvn test -Dtest=SettingsPageTest
 * -Dcorral.docs.write=true} writes it.
 */
class SettingsPageTest {

    private static final Path PAGE = Path.of("docs/settings.md");

    @Test
    void thePageSaysWhatTheCatalogueSays() throws IOException {
        if (Boolean.getBoolean("corral.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as("run this test with -Dcorral.docs.write=true")
                .isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Setting<?> setting : Catalogue.all()) {
            page.append("\n### ")
                    .append(setting.key())
                    .append("\n\n")
                    .append(setting.help())
                    .append("\n\n");
            row(page, "Expected", setting.type().expected().text());
            row(page, "Default", code(setting));
            row(page, "Environment", "`" + setting.variable() + "`" + aliases(setting.aliases()));
            row(page, "In the page", change(setting));
            if (setting.secret()) {
                row(page, "Secret", "never shown, logged or kept in the history");
            }
        }
        return page.toString();
    }

    private static void row(StringBuilder page, String name, String text) {
        page.append("* ").append(name).append(": ").append(text).append("\n");
    }

    private static String code(Setting<?> setting) {
        String shown = setting.defaultShown();
        return shown.equals(setting.defaultText()) ? "`" + shown + "`" : shown;
    }

    private static String aliases(List<EnvAlias> aliases) {
        StringBuilder text = new StringBuilder();
        aliases.forEach(alias -> text.append(", also `").append(alias.name()).append('`'));
        return text.toString();
    }

    private static String change(Setting<?> setting) {
        return switch (setting.change()) {
            case LIVE -> "can be changed, in force at once";
            case RESTART -> "can be changed, in force after the next start";
            case OUTSIDE -> "shown only: it is needed before the database is there";
        };
    }

    private static final String HEAD =
            """
            # Settings

            This page is made from the list in the code (`dev.corral.settings.Catalogue`); a test fails when they differ.

            ## Where a value comes from

            Each setting has one dotted key and is taken from the first place that has it:

            1. a JNDI environment entry `java:comp/env/KEY` (Tomcat: `<Environment name="corral.offline" value="true" type="java.lang.String"/>` in the context file),
            2. a servlet context parameter `KEY` (Tomcat: `<Parameter name="corral.offline" value="true" override="false"/>`),
            3. a system property `KEY` (`-Dcorral.offline=true`),
            4. an environment variable (`CORRAL_OFFLINE=true`: capitals, with `_` for dots and dashes), then the names beside it that users of other
               front ends know; of two known switches one that is on wins,
            5. `corral.properties` in the data folder, in UTF-8, one `KEY=VALUE` in a line,
            6. the database: what an administrator saved in the page,
            7. the default.

            Blanks around a value do not count, and an empty value counts as absent. A value that cannot be read, or a key in
            `corral.properties` that no setting has, stops the start with a page that names the place, the value and what is expected.
            A value from outside (1 to 5) is shown in the page and cannot be changed there.

            ## All settings
            """;
}
