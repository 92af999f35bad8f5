package dev.corral.settings;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** A change that was made from a version that is not the newest any more. */
public final class SettingConflict extends Refused {

    /** A conflict about a setting. */
    public SettingConflict(String key) {
        super(
                Sentence.of(
                        "setting.conflict",
                        "The setting {key} was changed by somebody else in the meantime. Look at the new value, then save again.",
                        "key",
                        key));
    }
}
