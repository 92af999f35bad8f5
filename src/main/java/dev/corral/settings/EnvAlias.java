package dev.corral.settings;

import java.util.function.UnaryOperator;

/**
 * An environment variable that users of other front ends know.
 *
 * @param name the variable's name
 * @param toOurs turns its text into the text of our setting
 */
public record EnvAlias(String name, UnaryOperator<String> toOurs) {

    /** A variable whose text means the same as ours. */
    static EnvAlias same(String name) {
        return new EnvAlias(name, text -> text);
    }

    /** A variable that holds seconds as a bare number. */
    static EnvAlias seconds(String name) {
        return new EnvAlias(name, text -> text.matches("[0-9]+") ? text + "s" : text);
    }
}
