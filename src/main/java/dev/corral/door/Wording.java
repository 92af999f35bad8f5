package dev.corral.door;

/**
 * What an error page says: what happened, what to do now, and where its button leads.
 *
 * @param title a few words
 * @param sentence one or two sentences that say what to do next
 * @param button the words on the button to the page's start
 */
record Wording(String title, String sentence, String button) {
    private static final String HOME = "Open Corral";

    static Wording of(int status, String path) {
        if (path.endsWith("/j_security_check")
                && (status == 400 || status == 404 || status == 408)) {
            return new Wording(
                    "This sign-in had been open too long",
                    "Nothing is wrong with your name or password. Open Corral and sign in again.",
                    "Sign in again");
        }
        return switch (status) {
            case 400 ->
                    page(
                            "This address cannot be used",
                            "It has a part that Corral does not accept. Check the address.");
            case 401 ->
                    new Wording(
                            "You are not signed in",
                            "Sign in, and you come back to where you wanted to go.",
                            "Sign in");
            case 403 ->
                    page(
                            "This is not open to you",
                            "Your account may not do this. If it should, ask your administrator.");
            case 404 ->
                    page(
                            "There is nothing here",
                            "The address may be mistyped, or what was here is gone.");
            case 405 ->
                    page(
                            "This address does not work that way",
                            "It does not take this kind of request.");
            case 408 ->
                    page(
                            "That took too long",
                            "The request did not arrive whole. Check your connection and try again.");
            case 413 ->
                    page(
                            "That is too large",
                            "Send less at once, or ask your administrator for a higher limit.");
            case 503 ->
                    page(
                            "Corral is not ready",
                            "It is starting, or something that it needs is missing. Try again in a minute; if it stays so,"
                                    + " tell your administrator, who finds the reason in the server's log.");
            default ->
                    status < 500
                            ? page(
                                    "This request was refused",
                                    "The server does not accept it as it is.")
                            : page(
                                    "Something went wrong in Corral",
                                    "It is not your fault, and it was written to the log. Try again; if it happens again,"
                                            + " tell your administrator the request number.");
        };
    }

    private static Wording page(String title, String sentence) {
        return new Wording(title, sentence, HOME);
    }
}
