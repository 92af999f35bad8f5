package dev.corral.settings;

/** A change of a setting that is fixed from outside. */
public final class SettingFixed extends RuntimeException {

    SettingFixed(Value<?> value) {
        super(
                value.kind().fixed()
                        ? "The setting "
                                + value.setting().key()
                                + " is fixed by the "
                                + value.where()
                                + ". Change it there."
                        : "The setting "
                                + value.setting().key()
                                + " is needed before the database is there. Set it from outside, for example in corral.properties or by the"
                                + " environment variable "
                                + value.setting().variable()
                                + ".");
    }
}
