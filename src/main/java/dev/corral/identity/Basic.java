package dev.corral.identity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A name and a password from {@code Authorization: Basic} (RFC 7617, always UTF-8).
 *
 * @param name without a colon, which Basic cannot express; never empty
 * @param password never empty: a directory takes a bind without a password for an anonymous one,
 *     and lets it in
 */
record Basic(String name, String password) {

    /**
     * Reads what stands behind the scheme.
     *
     * @throws Refusal 400 when it is no Basic credential; the reason never repeats any of it
     */
    static Basic decode(String token) throws Refusal {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw bad("they are not valid base64");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw bad("they are not in UTF-8");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw bad("they hold a control character");
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw bad("there is no colon between name and password");
        }
        if (colon == 0) {
            throw bad("the name is empty");
        }
        if (colon == text.length() - 1) {
            throw bad("the password is empty");
        }
        return new Basic(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Refusal bad(String why) {
        return Refusal.of(400, "The Basic credentials cannot be read: " + why + ".");
    }

    @Override
    public String toString() {
        return "Basic[" + name + "]";
    }
}
