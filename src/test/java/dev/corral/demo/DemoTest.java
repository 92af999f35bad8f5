package dev.corral.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void namesEverybodyOfTheDemoRun() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        String users =
                pom.replaceAll(
                        "(?s).*<corral\\.demo\\.users>(.*?)</corral\\.demo\\.users>.*", "$1");

        assertThat(Demo.people(users))
                .contains("alice / alice-demo", "admin / admin-demo", "auditor / auditor-demo")
                .hasLineCount(3);
    }

    @Test
    void namesNobodyWhereNobodyIsKnown() {
        assertThat(Demo.people("")).isEmpty();
    }
}
