package dev.corral.settings;

/** A change that was made from a version that is not the newest any more. */
public final class SettingConflict extends RuntimeException {

    /** A conflict about a setting. */
    public SettingConflict(String key) {
        super(
                "The setting "
                        + key
                        + " was changed by somebody else in the meantime. Look at the new value, then save again.");
    }
}
