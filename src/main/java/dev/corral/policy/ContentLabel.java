package dev.corral.policy;

import java.util.Locale;

/** Which Content-Type and Content-Encoding a JSON body may have; see {@code docs/decisions}. */
final class ContentLabel {
    private static final String FORM = "application/x-www-form-urlencoded";

    private ContentLabel() {}

    static String refusal(String contentType, String contentEncoding, boolean browserLike) {
        String encoding = refusalOfEncoding(contentEncoding);
        if (encoding != null) {
            return encoding;
        }
        if (contentType == null || contentType.isBlank()) {
            return browserLike ? "The request must say Content-Type: application/json." : null;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].trim();
        if (type.equals(FORM) && parts.length == 1 && !browserLike) {
            return null;
        }
        if (!type.equals("application/json")) {
            return "The request must say Content-Type: application/json.";
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (!parameter.isEmpty() && !isUtf8(parameter)) {
                return "The request's Content-Type must be application/json in UTF-8, without other parameters.";
            }
        }
        return null;
    }

    static String refusalOfEncoding(String contentEncoding) {
        return contentEncoding == null
                        || contentEncoding.isBlank()
                        || contentEncoding.trim().equalsIgnoreCase("identity")
                ? null
                : "The body must not be compressed.";
    }

    private static boolean isUtf8(String parameter) {
        String value = parameter.replace("\"", "");
        return value.equals("charset=utf-8") || value.equals("charset=utf8");
    }
}
