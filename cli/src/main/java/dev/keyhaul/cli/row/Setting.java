package dev.keyhaul.cli.row;

import java.util.Optional;
import java.util.Set;

/**
 * A settings file may set an option. Immutable and thread-safe.
 *
 * @param key the key, such as {@code token.*.module}, where a name stands for the star and the
 *     option gets {@code name=} before the value
 * @param option the option that it sets in each command that has it
 * @param holds what a value is
 * @param variable the variable of the environment that goes before the file
 * @param notFor the commands for which the option means something else
 * @param unless the options beside which it is left out
 * @param with the options without which it is left out, where a command has them
 */
public record Setting(
        String key,
        String option,
        Holds holds,
        Optional<String> variable,
        Set<String> notFor,
        Set<String> unless,
        Set<String> with)
        implements Trait.InSettings {
    private static final char ANY = '*';

    /** What a value is. */
    public enum Holds {
        /** A text that names no file. */
        TEXT,
        /** A path, which must be absolute. */
        PATH,
        /** A text that may name files, whose paths must be absolute. */
        SOURCE
    }

    /** Returns the setting of an option that has the key's name. */
    static Setting of(String key, Holds holds) {
        int dot = key.indexOf('.');
        return of(key, "--" + (dot < 0 ? key : key.substring(0, dot)), holds);
    }

    /** Returns the setting of an option of another name. */
    static Setting of(String key, String option, Holds holds) {
        return new Setting(key, option, holds, Optional.empty(), Set.of(), Set.of(), Set.of());
    }

    /** Returns the same, before which a variable of the environment goes. */
    Setting after(String name) {
        return new Setting(key, option, holds, Optional.of(name), notFor, unless, with);
    }

    /** Returns the same, not for these commands. */
    Setting exceptFor(String... commands) {
        return new Setting(key, option, holds, variable, Set.of(commands), unless, with);
    }

    /** Returns the same, which is left out beside each of these options. */
    Setting besideNoneOf(String... options) {
        return new Setting(key, option, holds, variable, notFor, Set.of(options), with);
    }

    /** Returns the same, which is left out without these options. */
    Setting onlyWith(String... options) {
        return new Setting(key, option, holds, variable, notFor, unless, Set.of(options));
    }

    /** Whether each key has a name, as {@code hsm} in {@code token.hsm.module}. */
    public boolean isNamed() {
        return key.indexOf(ANY) >= 0;
    }

    /** Whether a key of a file is this one, with a name where it must have one. */
    public boolean isSetBy(String written) {
        return isNamed() ? !nameIn(written).isEmpty() : written.equals(key);
    }

    /** Returns the name in a key of a file, if it has one. */
    public String nameIn(String written) {
        int star = key.indexOf(ANY);
        int end = written.length() - (key.length() - star - 1);
        return star >= 0
                        && end > star
                        && written.startsWith(key.substring(0, star))
                        && written.endsWith(key.substring(star + 1))
                ? written.substring(star, end)
                : "";
    }

    /** Whether a key of a file is this one but for the name that it lacks. */
    public boolean lacksNameIn(String written) {
        int end = key.length() - 1;
        return key.indexOf(ANY) == end
                && (written.equals(key.substring(0, end))
                        || written.equals(key.substring(0, end - 1)));
    }
}
