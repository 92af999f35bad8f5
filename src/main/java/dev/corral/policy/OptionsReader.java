package dev.corral.policy;

/** Reads the {@code options} of a request. */
final class OptionsReader {
    private static final NameTable OPTIONS =
            new NameTable(
                    Member.NUM_CTX,
                    Member.NUM_PREDICT,
                    Member.NUM_BATCH,
                    Member.NUM_GPU,
                    Member.MAIN_GPU,
                    Member.NUM_THREAD,
                    Member.USE_MMAP,
                    Member.DRAFT_NUM_PREDICT);

    private final JsonScanner scanner;
    private final ValueReader values;
    private final BodyFacts facts;

    OptionsReader(JsonScanner scanner, ValueReader values, BodyFacts facts) {
        this.scanner = scanner;
        this.values = values;
        this.facts = facts;
    }

    void read() throws BadBody {
        if (scanner.peek() != '{') {
            throw ValueReader.wrong(Member.OPTIONS, "an object");
        }
        long seen = 0;
        scanner.enter('{');
        for (boolean first = true; scanner.more('}', first); first = false) {
            Member member = OPTIONS.read(scanner, seen);
            if (member == null) {
                scanner.skip();
            } else {
                seen |= member.bit();
                if (!values.isNull()) {
                    readOption(member);
                }
            }
        }
    }

    private void readOption(Member member) throws BadBody {
        switch (member) {
            case NUM_CTX -> {
                facts.numCtx = values.cutNumber(member);
                facts.noteLoadOption(member, facts.numCtx);
            }
            case NUM_PREDICT -> facts.noteNumPredict(values.cutNumber(member));
            case USE_MMAP -> {
                facts.noteLoadOption(member, values.bool(member));
                facts.loadOptions = true;
            }
            default -> {
                facts.noteLoadOption(member, values.cutNumber(member));
                facts.loadOptions = true;
            }
        }
    }
}
