package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Setting;
import dev.keyhaul.cli.row.Trait.Not;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which options a settings file may set: every long option of the program is either in that list,
 * or in one of those that it refuses for a reason. A test of the program asks for each.
 */
final class SettingKeys {
    private final List<Setting> settable;

    /** Read when a file has such a key: every other start is without it. */
    private final Supplier<List<Opt<?>>> others;

    /**
     * Takes the rows.
     *
     * @param settable what may be set
     * @param all the rows of all commands: asked for only to say why another one may not be set
     */
    SettingKeys(List<Setting> settable, Supplier<List<Opt<?>>> all) {
        this.settable = settable;
        this.others = all;
    }

    /** Returns the keys that a file may have. */
    List<String> keys() {
        return settable.stream().map(Setting::key).toList();
    }

    /** Returns what a key sets, if it may be set; without the name in it, that is not this key. */
    Optional<Setting> find(String key) {
        for (Setting one : settable) {
            if (one.isSetBy(key) || one.lacksNameIn(key)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
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
        for (Setting setting : settable) {
            if (options.contains(setting.option()) && !setting.notFor().contains(command)) {
                return true;
            }
        }
        return false;
    }
}
