package dev.corral.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The members that decide on one level of a body. Names are found as Go's decoder finds them:
 * without case, where U+017F folds to s and U+212A to k. A name that folds to one of them without
 * being it is refused: Ollama would read it as that member in one place and not in another.
 */
final class NameTable {
    private final Member[] all;
    private final Member[][] byLength = new Member[20][];

    NameTable(Member... members) {
        all = members;
        for (int length = 0; length < byLength.length; length++) {
            List<Member> same = new ArrayList<>();
            for (Member member : members) {
                if (member.text.length() == length) {
                    same.add(member);
                }
            }
            byLength[length] = same.toArray(new Member[0]);
        }
    }

    /**
     * Consumes a member's name.
     *
     * @param seen the members that the object had so far, as their bits
     * @return the member, or null when the name decides nothing
     */
    Member read(JsonScanner scanner, long seen) throws BadBody {
        scanner.name();
        if (scanner.textIsBroken()) {
            throw new BadBody("The body has a member whose name is not valid Unicode.");
        }
        Member member = scanner.textIsPlain() ? findPlain(scanner) : findFolded(scanner.text());
        if (member != null && (seen & member.bit()) != 0) {
            throw new BadBody("The body has the member \"" + member.text + "\" more than once.");
        }
        return member;
    }

    private Member findPlain(JsonScanner scanner) throws BadBody {
        int length = scanner.textLength();
        if (length >= byLength.length) {
            return null;
        }
        for (Member member : byLength[length]) {
            String text = member.text;
            int difference = 0;
            int i = 0;
            while (i < length) {
                int c = scanner.textByte(i);
                int variant = c ^ text.charAt(i);
                if (variant != 0 && !(variant == 0x20 && isLetter(c))) {
                    break;
                }
                difference |= variant;
                i++;
            }
            if (i == length) {
                return exactly(member, difference == 0);
            }
        }
        return null;
    }

    private Member findFolded(String name) throws BadBody {
        String folded = name.replace('\u017F', 's').replace('\u212A', 'k');
        for (Member member : all) {
            if (folded.length() == member.text.length() && folded.equalsIgnoreCase(member.text)) {
                return exactly(member, name.equals(member.text));
            }
        }
        return null;
    }

    private static boolean isLetter(int c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    private static Member exactly(Member member, boolean exact) throws BadBody {
        if (!exact) {
            throw new BadBody(
                    "The body has a member that differs from \""
                            + member.text
                            + "\" only in case; write it exactly so.");
        }
        return member;
    }
}
