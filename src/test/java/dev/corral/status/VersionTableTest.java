package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTableTest {

    private final VersionTable table = VersionTable.read();

    @ParameterizedTest
    @CsvSource({
        "0.1.28, old-version bad-version",
        "0.8.99, old-version bad-version",
        "v0.1.2, old-version bad-version",
        "0.9.0, bad-version",
        "0.17.0-rc1, bad-version",
        "0.17.1, ''",
        "0.33.0-rc2, ''",
        "1.0.0, ''",
        "0.0.0, ''",
        "main, ''",
        "0.9, ''",
        "0.8.9999999999, ''"
    })
    void adviceOnVersions(String version, String causes) {
        assertThat(String.join(" ", table.advice(version).stream().map(Finding::cause).toList()))
                .isEqualTo(causes);
    }

    @Test
    void whatDoesNotWorkYetIsNamed() {
        assertThat(table.missing("0.13.2"))
                .hasSize(3)
                .first()
                .asString()
                .contains("/v1/responses")
                .endsWith("from 0.13.3");
        assertThat(table.missing("0.24.0")).isEmpty();
        assertThat(table.missing("0.0.0")).isEmpty();
        assertThat(table.advice("0.5.13").get(0).remedy()).contains("/v1/messages");
    }

    @Test
    void theDataIsInOrderAndReadable() {
        List<OllamaVersion> from = new ArrayList<>();
        table.needs().forEach(need -> from.add(OllamaVersion.parse(need.from())));
        assertThat(from).doesNotContainNull().isNotEmpty();
        assertThat(from.stream().map(OllamaVersion::number).toList()).isSorted();
        List<OllamaVersion> below = new ArrayList<>();
        table.bad().forEach(bad -> below.add(OllamaVersion.parse(bad.below())));
        assertThat(below).doesNotContainNull();
        assertThat(below.stream().map(OllamaVersion::number).toList()).isSorted();
        assertThat(OllamaVersion.parse(table.lowest())).isNotNull();
        assertThat(table.bad()).allSatisfy(bad -> assertThat(bad.id()).startsWith("CVE-"));
    }

    @Test
    void allFaultsOfAVersionAreNamedAndTheUpdateMendsThemAll() {
        Finding finding = table.advice("0.1.20").get(1);
        assertThat(finding.what()).contains("CVE-2024-28224", "CVE-2024-37032", "CVE-2026-7482");
        assertThat(finding.remedy()).contains("0.17.1 or later");
    }
}
