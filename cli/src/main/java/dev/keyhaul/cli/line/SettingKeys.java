package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which options a settings file may set: every long option of the program is either in that list,
 * or in one of those that it refuses for a reason. A test of the program asks for each.
 */
final class SettingKeys {
    private static final char ANY = '*';

    private final Map<String, Allowed> allowed = new LinkedHashMap<>();

    /** Read when a file has such a key: every other start is without it. */
    private final Supplier<List<Opt<?>>> others;

    /**
     * An option that a settings file may set.
     *
     * @param name without dashes
     * @param option that it sets
     * @param traits what the list says of it
     */
    record Allowed(String name, String option, List<String> traits) {
        /** Returns the name in a key, as {@code hsm} in {@code token.hsm.module}; empty if none. */
        String nameIn(String key) {
            int star = name.indexOf(ANY);
            if (star >= 0) {
                return isLike(key)
                        ? key.substring(star, key.length() - (name.length() - star - 1))
                        : "";
            }
            return isNamed() && key.startsWith(name + ".") ? key.substring(name.length() + 1) : "";
        }

        /** Whether a key has the form of this one, in which a name stands for the star. */
        private boolean isLike(String key) {
            int star = name.indexOf(ANY);
            return key.length() >= name.length()
                    && key.startsWith(name.substring(0, star))
                    && key.endsWith(name.substring(star + 1));
        }

        /** It names a file, whose path must be absolute. */
        boolean isPath() {
            return traits.contains("path");
        }

        /** It is a text that may name files, whose paths must be absolute, too. */
        boolean isSource() {
            return traits.contains("source");
        }

        /** Each key has a name after a dot, as {@code person.operator}, and gives {@code name=}. */
        boolean isNamed() {
            return traits.contains("named") || name.indexOf(ANY) >= 0;
        }

        /** The variable that goes before it. */
        Optional<String> variable() {
            List<String> names = of("env:");
            return names.isEmpty() ? Optional.empty() : Optional.of(names.get(0));
        }

        boolean isFor(String command) {
            return !of("not:").contains(command.replace(' ', '-'));
        }

        /** The options that it makes no sense beside. */
        List<String> unless() {
            return of("unless:");
        }

        /** The options that it needs, where a command has them. */
        List<String> with() {
            return of("with:");
        }

        /** A stream would be slower, and so each of this package's that runs at a start. */
        private List<String> of(String kind) {
            List<String> values = new ArrayList<>();
            for (String trait : traits) {
                if (trait.startsWith(kind)) {
                    values.add(trait.substring(kind.length()));
                }
            }
            return values;
        }
    }

    /**
     * Takes the rows.
     *
     * @param settable what may be set
     * @param all the rows of all commands: asked for only to say why another one may not be set
     */
    SettingKeys(List<Setting> settable, Supplier<List<Opt<?>>> all) {
        this.others = all;
        for (Setting setting : settable) {
            allowed.put(
                    setting.key(), new Allowed(setting.key(), setting.option(), setting.traits()));
        }
    }

    /** Returns the options that may be set, by name. */
    Map<String, Allowed> allowed() {
        return Collections.unmodifiableMap(allowed);
    }

    /** Returns what a key sets, if it may be set. */
    @Nullable Allowed find(String key) {
        for (Allowed one : allowed.values()) {
            if (one.name.indexOf(ANY) >= 0 && one.isLike(key)) {
                return one;
            }
        }
        int dot = key.indexOf('.');
        return allowed.get(dot < 0 ? key : key.substring(0, dot));
    }

    /** Returns why each of the others may not be set, by name. */
    Map<String, String> refused() {
        Map<String, String> refused = new LinkedHashMap<>();
        for (Opt<?> row : others.get()) {
            if (!row.names().isEmpty() && row.trait(Setting.class).isEmpty()) {
                refused.put(
                        row.name().replaceFirst("^-+", ""),
                        row.trait(Not.class).orElse(Not.WORK).why());
            }
        }
        return refused;
    }

    /** Whether a command takes any of them from a settings file. */
    boolean areFor(String command, Set<String> options) {
        for (Allowed key : allowed.values()) {
            if (options.contains(key.option()) && key.isFor(command)) {
                return true;
            }
        }
        return false;
    }
}
