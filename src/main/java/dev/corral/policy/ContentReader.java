package dev.corral.policy;

/**
 * Reads messages, images and tools as far as they decide something: system prompts, how many images
 * and from where, web tools.
 */
final class ContentReader {
    private static final NameTable MESSAGE =
            new NameTable(
                    Member.ROLE,
                    Member.CONTENT,
                    Member.IMAGES,
                    Member.OUTPUT,
                    Member.TYPE,
                    Member.IMAGE_URL);
    private static final NameTable PART =
            new NameTable(
                    Member.TYPE,
                    Member.IMAGE_URL,
                    Member.SOURCE,
                    Member.CONTENT,
                    Member.OUTPUT,
                    Member.FILE_URL);
    private static final NameTable ADDRESS = new NameTable(Member.URL, Member.TYPE);
    private static final NameTable TOOL = new NameTable(Member.TYPE, Member.TOOLS);

    private final JsonScanner scanner;
    private final ValueReader values;
    private final BodyFacts facts;

    ContentReader(JsonScanner scanner, ValueReader values, BodyFacts facts) {
        this.scanner = scanner;
        this.values = values;
        this.facts = facts;
    }

    void read(BodyShape shape, Member member) throws BadBody {
        switch (member) {
            case MESSAGES -> readMessages();
            case INPUT -> {
                if (scanner.peek() == '"') {
                    int from = scanner.position();
                    scanner.string();
                    facts.noteMessage(from, scanner.reached());
                } else {
                    readArray(Member.INPUT, this::readNotedMessage);
                }
            }
            case IMAGES -> readImages();
            case IMAGE -> {
                readAddress(Member.IMAGE);
                facts.images++;
            }
            case TOOLS -> readArray(Member.TOOLS, this::readTool);
            default -> throw new IllegalStateException(shape.name());
        }
    }

    private interface Element {
        void read() throws BadBody;
    }

    private void readArray(Member member, Element element) throws BadBody {
        if (scanner.peek() != '[') {
            throw ValueReader.wrong(member, "an array");
        }
        scanner.enter('[');
        for (boolean first = true; scanner.more(']', first); first = false) {
            element.read();
        }
    }

    private void readMessages() throws BadBody {
        readArray(
                Member.MESSAGES,
                () -> {
                    facts.empty = false;
                    readNotedMessage();
                });
    }

    private void readNotedMessage() throws BadBody {
        int from = scanner.position();
        readMessage();
        facts.noteMessage(from, scanner.reached());
    }

    private void readMessage() throws BadBody {
        if (values.isNull()) {
            return;
        }
        if (scanner.peek() != '{') {
            throw new BadBody("The body has a message that is not an object.");
        }
        readObject(MESSAGE);
    }

    private void readImages() throws BadBody {
        readArray(
                Member.IMAGES,
                () -> {
                    facts.images++;
                    if (!values.isNull()) {
                        values.isNotEmptyString(Member.IMAGES);
                    }
                });
    }

    /**
     * Reads the members of an object that {@code table} knows; counts it as an image if it is one.
     */
    private void readObject(NameTable table) throws BadBody {
        long seen = 0;
        boolean image = false;
        scanner.enter('{');
        for (boolean first = true; scanner.more('}', first); first = false) {
            Member member = table.read(scanner, seen);
            if (member == null) {
                scanner.skip();
            } else {
                seen |= member.bit();
                if (!values.isNull()) {
                    image |= readMember(member);
                }
            }
        }
        if (image) {
            facts.images++;
        }
    }

    private boolean readMember(Member member) throws BadBody {
        switch (member) {
            case ROLE -> {
                String role = values.string(member);
                facts.system |=
                        role.equalsIgnoreCase("system") || role.equalsIgnoreCase("developer");
            }
            case TYPE -> {
                String type = values.string(member);
                return type.equals("image")
                        || type.equals("image_url")
                        || type.equals("input_image");
            }
            case IMAGES -> readImages();
            case CONTENT, OUTPUT -> readContent();
            case FILE_URL -> {
                values.string(member);
                facts.remoteImage = true;
            }
            case IMAGE_URL, SOURCE -> {
                readAddress(member);
                return true;
            }
            default -> throw new IllegalStateException(member.name());
        }
        return false;
    }

    /** A text, a list of parts, a part: whichever the face allows. */
    private void readContent() throws BadBody {
        switch (scanner.peek()) {
            case '[' -> readArray(Member.CONTENT, this::readContent);
            case '{' -> readObject(PART);
            default -> scanner.skip();
        }
    }

    /** An address as a string or inside an object. */
    private void readAddress(Member member) throws BadBody {
        if (scanner.peek() == '"') {
            noteAddress(member);
            return;
        }
        if (scanner.peek() != '{') {
            throw ValueReader.wrong(member, "a string or an object");
        }
        long seen = 0;
        scanner.enter('{');
        for (boolean first = true; scanner.more('}', first); first = false) {
            Member inner = ADDRESS.read(scanner, seen);
            seen |= inner == null ? 0 : inner.bit();
            if (inner == Member.URL && !values.isNull()) {
                noteAddress(inner);
            } else {
                scanner.skip();
            }
        }
    }

    private void noteAddress(Member member) throws BadBody {
        if (!values.isNotEmptyString(member)) {
            return;
        }
        boolean data = scanner.textLength() > 5;
        for (int i = 0; data && i < 5; i++) {
            data = (scanner.textByte(i) | 0x20) == ("data:".charAt(i) | 0x20);
        }
        facts.remoteImage |= !data && scanner.text().contains(":");
    }

    private void readTool() throws BadBody {
        if (values.isNull()) {
            return;
        }
        if (scanner.peek() != '{') {
            throw new BadBody("The body has a tool that is not an object.");
        }
        long seen = 0;
        scanner.enter('{');
        for (boolean first = true; scanner.more('}', first); first = false) {
            Member member = TOOL.read(scanner, seen);
            seen |= member == null ? 0 : member.bit();
            if (member == null) {
                scanner.skip();
            } else if (!values.isNull()) {
                readToolMember(member);
            }
        }
    }

    private void readToolMember(Member member) throws BadBody {
        if (member == Member.TOOLS) {
            readArray(Member.TOOLS, this::readTool);
            return;
        }
        String type = values.string(member);
        facts.webTools |= type.contains("web_search") || type.contains("web_fetch");
    }
}
