package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.kind.FilesInText;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings that count for a command: which file, and what the command takes from it. */
final class Settings {
    private Settings() {}

    /**
     * Returns what a command takes from a settings file.
     *
     * @param rows its options
     * @param typed what was typed
     * @throws KeyTransferException if the file cannot be read, is not the account's own, or sets
     *     what it may not
     */
    static UsedSettings of(Commands commands, Commands.Entry entry, Rows rows, Given typed)
            throws KeyTransferException {
        Map<String, String> environment = System.getenv();
        String home = System.getProperty("user.home", "");
        Optional<Path> file = find(Commands.PROGRAM, typed, environment, home);
        if (file.isEmpty()) {
            return UsedSettings.missing(ofAccount(Commands.PROGRAM, environment, home));
        }
        Map<String, Set<String>> options = rows.excluding();
        SettingKeys keys = commands.settingKeys();
        return keys.areFor(entry.name(), options.keySet())
                ? SettingsFile.read(file.get(), keys, FilesInText::of)
                        .of(entry.name(), options, typed.names(), environment)
                : UsedSettings.NONE;
    }

    /**
     * Returns the file that an option names, else a variable, else the one in the account's folder
     * of configurations if it is there. To look for that takes one call of the system.
     *
     * @param home the account's home folder
     */
    static Optional<Path> find(
            String program, Given typed, Map<String, String> environment, String home) {
        Optional<Path> named = typed.find(ConsoleOptions.SETTINGS);
        if (named.isPresent()) {
            return named;
        }
        String variable =
                environment.getOrDefault(program.toUpperCase(Locale.ROOT) + "_SETTINGS", "");
        if (!variable.isEmpty()) {
            return Optional.of(Path.of(variable));
        }
        Path file = ofAccount(program, environment, home);
        // A link that leads nowhere is not the same as no file.
        return file.isAbsolute() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(file)
                : Optional.empty();
    }

    private static Path ofAccount(String program, Map<String, String> environment, String home) {
        Path folder = Path.of(home, ".config");
        for (String name : List.of("APPDATA", "XDG_CONFIG_HOME")) {
            Path named = Path.of(environment.getOrDefault(name, ""));
            folder = named.isAbsolute() ? named : folder;
        }
        return folder.resolve(program).resolve(program + ".properties");
    }
}
