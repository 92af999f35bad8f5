package dev.corral.fleet.book;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** The list of URLs is fixed from outside, and with it which backends there are. */
public final class BackendsFixed extends Refused {

    BackendsFixed(Sentence where) {
        super(
                Sentence.of(
                        "backends.fixed",
                        "Which backends there are is fixed by the {where}. Change it there, then start Corral again. What is said of each beyond its URL can be"
                                + " changed here.",
                        "where",
                        where));
    }
}
