package dev.corral.policy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the model that a {@code multipart/form-data} body names, strictly: a form that Go's reader
 * could cut into other parts, or in which it could find another model, is refused. The bytes are
 * never changed. One pass; not for several threads at once.
 */
public final class FormReader {
    private static final int LONGEST_HEADER = 2048;
    private static final int MOST_PARTS = 100;

    private final byte[] body;
    private final int end;
    private final byte[] delimiter;
    private int at;
    private String model;

    private FormReader(byte[] body, int end, String boundary) {
        this.body = body;
        this.end = end;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a form.
     *
     * @param contentType the request's Content-Type, or null
     * @param body the whole body
     * @return the model of its field {@code model}
     * @throws BadBody when there is no such field, or more than one, or the form could be cut in
     *     more than one way
     */
    public static ModelName modelOf(String contentType, byte[] body) throws BadBody {
        return modelOf(contentType, body, body.length);
    }

    /** The same for the first {@code length} bytes of an array. */
    public static ModelName modelOf(String contentType, byte[] body, int length) throws BadBody {
        String text = new FormReader(body, length, boundary(contentType)).find();
        ModelName name = text == null || text.isEmpty() ? null : ModelName.parse(text);
        if (name == null) {
            throw new BadBody(
                    text == null || text.isEmpty()
                            ? "model is required"
                            : "The form names a model in a way that Ollama does not take.");
        }
        return name;
    }

    private static String boundary(String contentType) throws BadBody {
        String type = contentType == null ? "" : contentType.trim();
        int semicolon = type.indexOf(';');
        if (semicolon < 0
                || !type.substring(0, semicolon).trim().equalsIgnoreCase("multipart/form-data")) {
            throw new BadBody(
                    "The request must say Content-Type: multipart/form-data with a boundary.");
        }
        FormParameters parameters = FormParameters.parse(type.substring(semicolon));
        String boundary = parameters == null ? null : parameters.get("boundary");
        if (boundary == null || !boundary.matches("[A-Za-z0-9'()+_,./:=?-]{1,70}")) {
            throw new BadBody("The form's boundary is missing or is not made of plain characters.");
        }
        return boundary;
    }

    private String find() throws BadBody {
        for (int i = 2; i < delimiter.length; i++, at++) {
            if (at >= end || body[at] != delimiter[i]) {
                throw malformed("it does not begin with its boundary");
            }
        }
        for (int parts = 0; !atLast(); parts++) {
            if (parts == MOST_PARTS) {
                throw malformed("it has more than " + MOST_PARTS + " parts");
            }
            readPart();
        }
        return model;
    }

    /**
     * Consumes what follows a boundary: a line end before a part, or two hyphens and nothing more.
     */
    private boolean atLast() throws BadBody {
        if (startsWith("\r\n")) {
            at += 2;
            return false;
        }
        if (!startsWith("--")) {
            throw malformed("a boundary is followed by something else");
        }
        at += 2;
        if (at < end && !(startsWith("\r\n") && at + 2 == end)) {
            throw malformed("it has something after its end");
        }
        return true;
    }

    private void readPart() throws BadBody {
        String name = null;
        boolean file = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String header = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).trim();
            if (!header.matches("[a-z0-9-]+")) {
                throw malformed("a part has a header that is none");
            }
            if (header.equals("content-disposition")) {
                FormParameters parameters = disposition(value);
                if (name != null) {
                    throw malformed("a part has two names");
                }
                name = parameters.get("name");
                file = parameters.get("filename") != null || parameters.get("filename*") != null;
            } else if (header.equals("content-transfer-encoding")
                    && !value.matches("(?i)7bit|8bit|binary")) {
                throw malformed("a part is encoded");
            }
        }
        if (name == null) {
            throw malformed("a part has no name");
        }
        int start = at;
        at = endOfContent();
        if (name.equalsIgnoreCase("model")) {
            takeModel(name, file, new String(body, start, at - start, StandardCharsets.UTF_8));
        }
        at += delimiter.length;
    }

    private void takeModel(String name, boolean file, String value) throws BadBody {
        if (model != null || file || !name.equals("model")) {
            throw malformed("the field \"model\" is there twice, or as a file, or in capitals");
        }
        model = value;
    }

    private FormParameters disposition(String value) throws BadBody {
        int semicolon = value.indexOf(';');
        FormParameters parameters =
                semicolon > 0 && value.substring(0, semicolon).trim().equalsIgnoreCase("form-data")
                        ? FormParameters.parse(value.substring(semicolon))
                        : null;
        if (parameters == null
                || parameters.get("name") == null
                || parameters.get("name*") != null) {
            throw malformed("a part's Content-Disposition is not form-data with a name");
        }
        return parameters;
    }

    private String line() throws BadBody {
        int start = at;
        while (at < end
                && at - start <= LONGEST_HEADER
                && body[at] >= ' ' | body[at] == '\t' | body[at] < 0) {
            at++;
        }
        if (!startsWith("\r\n")) {
            throw malformed("a part's headers do not end");
        }
        at += 2;
        return new String(body, start, at - 2 - start, StandardCharsets.UTF_8);
    }

    private int endOfContent() throws BadBody {
        int dashes = delimiter.length - 2;
        boolean boundaryAtOnce = end - at >= dashes;
        for (int i = 0; boundaryAtOnce && i < dashes; i++) {
            boundaryAtOnce = body[at + i] == delimiter[i + 2];
        }
        if (boundaryAtOnce) {
            throw malformed("a part begins with the boundary");
        }
        for (int i = at; i <= end - delimiter.length; i++) {
            int matched = 0;
            while (matched < delimiter.length && body[i + matched] == delimiter[matched]) {
                matched++;
            }
            if (matched == delimiter.length) {
                return i;
            }
        }
        throw malformed("it has no end");
    }

    private boolean startsWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= end || body[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static BadBody malformed(String why) {
        return new BadBody("The form cannot be read in one way only: " + why + ".");
    }
}
