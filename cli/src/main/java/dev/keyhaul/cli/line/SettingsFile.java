package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.row.Setting;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.TrustedFile;
import dev.keyhaul.core.host.HostHint;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings of an account, or of a host: lines of {@code key = value}, where a key is the name
 * of an option without its dashes. Nothing in a value is special, a backslash neither; what begins
 * with {@code #} is a remark.
 *
 * <p>A command takes from it only what neither its own words nor a variable of the environment say.
 */
final class SettingsFile {
    private static final int MAX_BYTES = 8 * 1024;

    /** What Windows PowerShell writes before UTF-8. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** A URI may have a PIN in it. */
    private static final String PIN = "pin-value";

    private final Path path;
    private final byte[] content;
    private final SettingKeys keys;
    private final Function<String, List<Path>> inText;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(Setting key, String value, int line) {}

    private SettingsFile(
            Path path, byte[] content, SettingKeys keys, Function<String, List<Path>> inText) {
        this.path = path;
        this.content = content;
        this.keys = keys;
        this.inText = inText;
    }

    /**
     * Reads a file.
     *
     * @param keys what it may set
     * @param inText finds the files that a text names
     * @throws RefusedException if somebody else can change it, or a line sets what it may not
     * @throws MalformedInputException if a line is anything else than a setting or a remark
     * @throws FileException if it cannot be read
     */
    static SettingsFile read(Path path, SettingKeys keys, Function<String, List<Path>> inText)
            throws KeyTransferException {
        SettingsFile file = new SettingsFile(path, bytes(path), keys, inText);
        String[] lines = file.text().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                file.add(line, i + 1);
            }
        }
        file.requireCompatible();
        return file;
    }

    private static byte[] bytes(Path path) throws KeyTransferException {
        try {
            return TrustedFile.read(path, MAX_BYTES);
        } catch (RefusedException e) {
            throw new RefusedException(
                    Reason.OPEN_TO_OTHERS,
                    "other users can change the settings: " + e.getMessage(),
                    "the file and its parent folders must belong to you or root, and nobody else may write to them: "
                            + HostHint.NO_FOREIGN_WRITES.text()
                            + ", or give another file with "
                            + ConsoleOptions.SETTINGS,
                    e);
        } catch (FileException e) {
            throw new FileException(
                    e.reason(),
                    "the settings: " + e.getMessage(),
                    e.hint().orElse("name another file with " + ConsoleOptions.SETTINGS),
                    e);
        }
    }

    private String text() throws MalformedInputException {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new MalformedInputException(
                    Reason.SETTINGS_FORM,
                    "not UTF-8 text: " + path,
                    "save the settings as UTF-8",
                    e);
        }
    }

    /** No message repeats a line or a value: who put a secret there is not to see it printed. */
    private void add(String line, int number) throws KeyTransferException {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw malformed(number, "not a setting", "write KEY = VALUE, or # and a comment");
        }
        String key = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        Setting allowed = allowed(key, number);
        Entry before = entries.get(key);
        if (before != null) {
            throw malformed(
                    number,
                    "'" + key + "' is set in line " + before.line + " already",
                    "delete one of the two lines");
        }
        requireValue(allowed, key, value, number);
        String name = allowed.nameIn(key);
        entries.put(
                key, new Entry(allowed, allowed.isNamed() ? name + "=" + value : value, number));
    }

    private Setting allowed(String key, int number) throws KeyTransferException {
        Optional<Setting> found = keys.find(key);
        if (found.isPresent() && found.get().isSetBy(key)) {
            return found.get();
        } else if (found.isPresent()) {
            throw malformed(
                    number,
                    "'" + key + "' lacks its name",
                    "write " + found.get().key().replace("*", "NAME") + " = VALUE");
        }
        String reason = keys.refused().get(key);
        if (reason != null) {
            throw new RefusedException(
                    Reason.SETTING_FORBIDDEN,
                    at(number) + "'" + key + "' cannot be set in a file: " + reason,
                    "delete the line, and give --" + key + " to the command that needs it");
        } else if (TypedSecret.isOne("--" + key)) {
            throw new RefusedException(
                    Reason.SETTING_FORBIDDEN,
                    at(number)
                            + "'"
                            + key
                            + "' is a secret, which a settings file must not contain",
                    "delete the line, and change the secret if someone may have read it");
        }
        throw malformed(
                number,
                "unknown key '" + key + "'",
                Nearest.to(key, keys.keys()).map(name -> "did you mean '" + name + "'? ").orElse("")
                        + "a key is the name of an option without its dashes: "
                        + String.join(", ", keys.keys()));
    }

    private void requireValue(Setting allowed, String key, String value, int number)
            throws KeyTransferException {
        if (value.isEmpty() || hasControl(value)) {
            throw malformed(
                    number,
                    "'" + key + "' has " + (value.isEmpty() ? "no value" : "a control character"),
                    "write a value, or delete the line");
        } else if (value.toLowerCase(Locale.ROOT).contains(PIN)) {
            throw new RefusedException(
                    Reason.SETTING_FORBIDDEN,
                    at(number)
                            + "'"
                            + key
                            + "' has a "
                            + PIN
                            + ", which a settings file must not contain",
                    "give a file with the PIN, and change the PIN if someone may have read it");
        }
        try {
            for (Path file : files(allowed, value)) {
                if (!file.isAbsolute()) {
                    throw malformed(
                            number,
                            "'" + key + "' has a path that is not absolute: " + file,
                            "write the absolute path; ~ and variables are not expanded");
                }
            }
        } catch (InvalidPathException e) {
            throw malformed(number, "'" + key + "' is not a path", "write the absolute path");
        }
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private List<Path> files(Setting allowed, String value) {
        return switch (allowed.holds()) {
            case TEXT -> List.of();
            case PATH -> List.of(Path.of(value));
            case SOURCE -> inText.apply(value);
        };
    }

    /** Two that cannot be together in one command would each silence the other. */
    private void requireCompatible() throws MalformedInputException {
        for (Entry entry : entries.values()) {
            for (Entry other : entries.values()) {
                if (entry.line < other.line
                        && entry.key.unless().contains(other.key.option())
                        && other.key.unless().contains(entry.key.option())) {
                    throw malformed(
                            other.line,
                            "'%s' cannot be used together with '%s' in line %d"
                                    .formatted(other.key.key(), entry.key.key(), entry.line),
                            "delete one of the two lines");
                }
            }
        }
    }

    private MalformedInputException malformed(int number, String what, String hint) {
        return new MalformedInputException(Reason.SETTINGS_FORM, at(number) + what, hint);
    }

    private String at(int number) {
        return path + ", line " + number + ": ";
    }

    /**
     * Returns what a command takes from the file.
     *
     * @param command its name
     * @param options its options, each with those that exclude it
     * @param typed the names of the options that were typed
     */
    UsedSettings of(
            String command,
            Map<String, Set<String>> options,
            Set<String> typed,
            Map<String, String> environment) {
        List<UsedSettings.Value> values = new ArrayList<>();
        for (Entry entry : entries.values()) {
            Setting key = entry.key;
            Set<String> excluding = options.get(key.option());
            if (excluding != null
                    && !key.notFor().contains(command)
                    && !typed.contains(key.option())
                    && Collections.disjoint(excluding, typed)
                    && Collections.disjoint(key.unless(), typed)
                    && hasAll(key.with(), options, typed)
                    && environment.getOrDefault(key.variable().orElse(""), "").isEmpty()) {
                values.add(new UsedSettings.Value(key.option(), entry.value, entry.line));
            }
        }
        return new UsedSettings(path, content, values);
    }

    private boolean hasAll(
            Set<String> needed, Map<String, Set<String>> options, Set<String> typed) {
        for (String option : needed) {
            if (options.containsKey(option)
                    && !typed.contains(option)
                    && !entries.containsKey(option.substring(2))) {
                return false;
            }
        }
        return true;
    }
}
