package dev.corral.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The policy in {@code shipped-policy.json}. */
final class ShippedPolicy {
    static final Policy INSTANCE = load();

    private ShippedPolicy() {}

    private static Policy load() {
        try (InputStream in = ShippedPolicy.class.getResourceAsStream("shipped-policy.json")) {
            return Policy.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidPolicy e) {
            throw new IllegalStateException(
                    "The shipped policy cannot be read: " + e.getMessage(), e);
        }
    }
}
