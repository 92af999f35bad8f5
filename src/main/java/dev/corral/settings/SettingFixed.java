package dev.corral.settings;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** A change of a setting that is fixed from outside. */
public final class SettingFixed extends Refused {

    SettingFixed(Value<?> value) {
        super(
                value.kind().fixed()
                        ? Sentence.of(
                                "setting.fixed",
                                "The setting {key} is fixed by the {where}. Change it there.",
                                "key",
                                value.setting().key(),
                                "where",
                                value.where())
                        : Sentence.of(
                                "setting.outside",
                                "The setting {key} is needed before the database is there. Set it from outside, for example in corral.properties or by the"
                                        + " environment variable {variable}.",
                                "key",
                                value.setting().key(),
                                "variable",
                                value.setting().variable()));
    }
}
