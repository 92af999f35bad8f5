package dev.corral.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The environment: {@code CORRAL_AREA_NAME} first, then the known names in the setting's order. */
final class EnvironmentSource implements SettingSource {

    private final UnaryOperator<String> lookup;

    EnvironmentSource(UnaryOperator<String> lookup) {
        this.lookup = lookup;
    }

    @Override
    public Optional<Found> find(Setting<?> setting) {
        Optional<Found> own = read(setting.variable(), UnaryOperator.identity());
        if (own.isPresent()) {
            return own;
        }
        List<Found> known = new ArrayList<>();
        for (EnvAlias alias : setting.aliases()) {
            read(alias.name(), alias.toOurs()).ifPresent(known::add);
        }
        // Of several known switches one that is on wins: HF_HUB_OFFLINE=0 does not undo
        // OFFLINE_MODE=1.
        return known.stream()
                .filter(found -> !isOff(setting, found.text()))
                .findFirst()
                .or(() -> known.stream().findFirst());
    }

    private Optional<Found> read(String name, UnaryOperator<String> toOurs) {
        return SettingSource.text(lookup.apply(name))
                .map(
                        text ->
                                new Found(
                                        toOurs.apply(text),
                                        Kind.ENVIRONMENT,
                                        Kind.ENVIRONMENT.place(name)));
    }

    private static boolean isOff(Setting<?> setting, String text) {
        try {
            return Boolean.FALSE.equals(setting.type().parse(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
