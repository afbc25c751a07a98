package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import java.util.List;

/**
 * The settings file that gave some of a command's options.
 *
 * @param file its path
 * @param sha256 its SHA-256, 64 hex digits
 * @param options what it gave, as a command line has it, such as {@code --vault=URL}
 * @since 0.1.0
 */
public record SettingsFact(String file, String sha256, List<String> options) {
    /** Copies the list, and refuses what no settings file gave. */
    public SettingsFact {
        Arguments.notNull("file", file, "sha256", sha256);
        options = List.copyOf(options);
        if (options.isEmpty() || !Sha256.isHex(sha256)) {
            throw new IllegalArgumentException(
                    "settings have a SHA-256 of 64 hex digits and give an option");
        }
    }
}
