package dev.corral.settings;

import dev.corral.words.Sentence;

/**
 * A value in force and where it came from.
 *
 * @param value never null
 * @param text the text that it was read from
 * @param kind the kind of place
 * @param where the place in words
 * @param version what a change must name to be made: counts the saved changes of the setting, 0 for
 *     one never saved
 * @param pending the saved text that will be in force after a restart, or null
 */
public record Value<T>(
        Setting<T> setting,
        T value,
        String text,
        SettingSource.Kind kind,
        Sentence where,
        long version,
        String pending) {

    /** Whether it was set from outside and cannot be changed in the page. */
    public boolean fixed() {
        return kind.fixed() || setting.change() == Setting.Change.OUTSIDE;
    }
}
