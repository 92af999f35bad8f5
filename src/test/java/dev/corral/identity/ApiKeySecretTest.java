package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class ApiKeySecretTest {

    private final SecureRandom random = new SecureRandom();

    @RepeatedTest(200)
    void everyTypingErrorShows() {
        String secret = ApiKeySecret.create(random);
        assertThat(secret).matches("crl_[0-9A-Za-z]{49}");
        assertThat(ApiKeySecret.isWellFormed(secret)).isTrue();
        int at = 4 + random.nextInt(49);
        char other = secret.charAt(at) == 'x' ? 'y' : 'x';
        assertThat(
                        ApiKeySecret.isWellFormed(
                                secret.substring(0, at) + other + secret.substring(at + 1)))
                .isFalse();
        assertThat(ApiKeySecret.isWellFormed(secret.substring(0, at))).isFalse();
        assertThat(ApiKeySecret.isWellFormed(secret + "0")).isFalse();
    }

    @Test
    void aKeyInsideAnotherTextIsSeen() {
        String secret = ApiKeySecret.create(random);
        assertThat(ApiKeySecret.isIn("crl_&key=" + secret)).isTrue();
        assertThat(ApiKeySecret.isIn("q=crl_short")).isFalse();
    }
}
