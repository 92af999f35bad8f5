package dev.corral.door;

/**
 * What an error page says: what happened, what to do now, and where its button leads.
 *
 * @param title a few words
 * @param sentence one or two sentences that say what to do next
 * @param button the words on the button to the page's start
 */
record Wording(String title, String sentence, String button) {

    static Wording of(int status, String path, Words words) {
        String kind = kind(status, path);
        String button =
                switch (kind) {
                    case "sign-in" -> "sign-in-again";
                    case "401" -> "sign-in";
                    default -> "home";
                };
        return new Wording(
                words.get("error." + kind + ".title"),
                words.get("error." + kind + ".sentence"),
                words.get("button." + button));
    }

    private static String kind(int status, String path) {
        if (path.endsWith("/j_security_check")
                && (status == 400 || status == 404 || status == 408)) {
            return "sign-in";
        }
        return switch (status) {
            case 400, 401, 403, 404, 405, 408, 413, 503 -> Integer.toString(status);
            default -> status < 500 ? "4xx" : "5xx";
        };
    }
}
