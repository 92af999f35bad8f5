package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;

final class BasicTest {

    @Test
    void theFirstColonEndsTheName() throws Exception {
        Basic basic =
                Basic.decode(Base64.getEncoder().encodeToString("alice:a:b:".getBytes("UTF-8")));
        assertThat(basic.name()).isEqualTo("alice");
        assertThat(basic.password()).isEqualTo("a:b:");
        assertThat(basic.toString()).doesNotContain("a:b");
    }

    @Test
    void theReasonRepeatsNothing() {
        assertThatThrownBy(() -> Basic.decode("c2VjcmV0"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no colon")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
