package dev.corral.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void escapesValuesForTextAndAttributes() {
        Template template = new Template("<p title=\"{{name}}\">{{name}}</p>");
        assertThat(template.render(Map.of("name", "\"><script>'&")))
                .isEqualTo(
                        "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&quot;&gt;&lt;script&gt;&#39;&amp;</p>");
    }

    @Test
    void neverLooksForHolesOrSectionsInsideAValue() {
        Template template = new Template("{{name}} {{other}}");
        Map<String, String> values =
                Map.of("name", "{{other}}{{#other}}$1\\{{/other}}", "other", "x");
        assertThat(template.render(values)).isEqualTo("{{other}}{{#other}}$1\\{{/other}} x");
    }

    @Test
    void keepsASectionOnlyWithItsValueAlsoWhenNested() {
        Template template = new Template("{{#a}}A{{#b}}B{{/b}}{{#c}}C{{/c}}{{/a}}{{#d}}D{{/d}}");
        assertThat(template.render(Map.of("a", "", "b", ""))).isEqualTo("AB");
        assertThat(template.render(Map.of("b", "", "d", ""))).isEqualTo("D");
    }

    @Test
    void leavesAMissingValueEmpty() {
        assertThat(new Template("[{{nothing}}]").render(Map.of())).isEqualTo("[]");
    }
}
