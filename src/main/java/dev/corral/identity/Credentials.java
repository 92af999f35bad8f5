package dev.corral.identity;

import dev.corral.door.RawPath;
import jakarta.servlet.http.HttpServletRequest;

/**
 * What a request shows to prove who is calling, beside a session: at most one of Basic and an API
 * key.
 *
 * @param basic the base64 of Basic, or null
 * @param key what is to be checked as an API key, or null
 * @param keyInPath whether the key stood in the path
 * @param otherScheme whether there is an Authorization of a scheme that only the container may know
 *     (Negotiate)
 */
record Credentials(String basic, String key, boolean keyInPath, boolean otherScheme) {

    private static final int MAX_LENGTH = 8 * 1024;
    private static final String PATH_PREFIX = "/k/";

    /**
     * Reads the credentials of a request.
     *
     * @throws Refusal 400 when they cannot be read or there is more than one that counts
     */
    static Credentials of(HttpServletRequest clientRequest) throws Refusal {
        String authorization = clientRequest.getHeader("Authorization");
        String apiKey = clientRequest.getHeader("x-api-key");
        String path = RawPath.of(clientRequest);
        if (clientRequest.getQueryString() != null
                && ApiKeySecret.isIn(clientRequest.getQueryString())) {
            throw Refusal.of(
                    400,
                    "An API key stands in the query of the URL, where logs keep it. Revoke that key, and send a new one"
                            + " as 'Authorization: Bearer'.");
        }
        if (authorization == null && apiKey == null && !path.startsWith(PATH_PREFIX)) {
            return new Credentials(null, null, false, false);
        }
        checkLength(authorization);
        checkLength(apiKey);
        String basic = after("Basic", authorization);
        String bearer = after("Bearer", authorization);
        if (path.startsWith(PATH_PREFIX)) {
            return inPath(pathKey(path), basic, bearer, apiKey);
        }
        if (basic != null && apiKey != null) {
            throw two("Basic and an API key");
        }
        if (ApiKeySecret.hasPrefix(bearer) && ApiKeySecret.hasPrefix(apiKey)) {
            throw two("two API keys");
        }
        String key = bearer == null || ApiKeySecret.hasPrefix(apiKey) ? apiKey : bearer;
        boolean other = authorization != null && basic == null && bearer == null;
        return new Credentials(basic, key, false, other);
    }

    private static Credentials inPath(String key, String basic, String bearer, String apiKey)
            throws Refusal {
        if (basic != null) {
            throw two("Basic and an API key in the path");
        }
        if (ApiKeySecret.hasPrefix(bearer) || ApiKeySecret.hasPrefix(apiKey)) {
            throw two("an API key in the path and another in the header");
        }
        return new Credentials(null, key, true, false);
    }

    /** The key of a path {@code /k/KEY/X}. */
    static String pathKey(String path) {
        int end = path.indexOf('/', PATH_PREFIX.length());
        return path.substring(PATH_PREFIX.length(), end < 0 ? path.length() : end);
    }

    private static String after(String scheme, String authorization) throws Refusal {
        if (authorization == null
                || !authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return null;
        }
        if (authorization.length() > scheme.length()
                && authorization.charAt(scheme.length()) != ' ') {
            return null;
        }
        String token = authorization.substring(scheme.length()).trim();
        if (token.isEmpty()) {
            throw Refusal.of(400, "The Authorization header names a scheme and no credentials.");
        }
        return token;
    }

    private static void checkLength(String value) throws Refusal {
        if (value != null && value.length() > MAX_LENGTH) {
            throw Refusal.of(400, "The credentials are longer than 8 KB.");
        }
    }

    private static Refusal two(String what) {
        return Refusal.of(400, "The request has two credentials (" + what + "); send one.");
    }

    @Override
    public String toString() {
        return "Credentials";
    }
}
