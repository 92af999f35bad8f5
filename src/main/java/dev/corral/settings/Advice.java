package dev.corral.settings;

import dev.corral.words.Sentence;

/**
 * What can be said of a text before it is saved, without asking anybody.
 *
 * @param what what is wrong, or probably not as it was meant; a part of a sentence, without a
 *     secret
 * @param refused whether it could not be saved
 * @param suggestion a text that was probably meant, or null
 */
public record Advice(Sentence what, boolean refused, String suggestion) {}
