package dev.keyhaul.cli.console;

import dev.keyhaul.core.file.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The settings file of a command, and which of its options come from there. Immutable. */
public final class UsedSettings {
    /** No option comes from a file. */
    public static final UsedSettings NONE = missing(Path.of(""));

    private final Path file;
    private final byte[] content;
    private final List<Value> values;
    private final boolean missing;

    /**
     * An option whose value comes from the file.
     *
     * @param option such as {@code --vault}
     * @param value as a command line has it
     * @param line of the file
     */
    public record Value(String option, String value, int line) {
        /** Returns the word that says the same on a command line. */
        public String word() {
            return option + "=" + value;
        }
    }

    /** Keeps the file as it was read, and what a command takes from it. */
    public UsedSettings(Path file, byte[] content, List<Value> values) {
        this(file, content, values, /* missing= */ false);
    }

    private UsedSettings(Path file, byte[] content, List<Value> values, boolean missing) {
        this.file = file;
        this.content = content.clone();
        this.values = List.copyOf(values);
        this.missing = missing;
    }

    /** Returns those of an account without a settings file, which would be at a path. */
    public static UsedSettings missing(Path file) {
        return new UsedSettings(file, new byte[0], List.of(), /* missing= */ true);
    }

    /** Returns the file, or where it would be; empty if the command takes no settings. */
    public Path file() {
        return file;
    }

    /** Whether the command has no settings file at all. */
    public boolean isNone() {
        return missing;
    }

    /** Whether no option comes from it. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Whether an option's value comes from it. */
    public boolean gives(String option) {
        for (Value value : values) {
            if (value.option().equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** Returns where an option's value comes from, for messages. */
    public String place(Value value) {
        return file + ", line " + value.line();
    }

    /** Returns what comes from it, in the order of its lines. */
    public List<Value> values() {
        return values;
    }

    /** Returns the same as words of a command line. */
    public List<String> words() {
        List<String> all = new ArrayList<>();
        for (Value value : values) {
            all.add(value.word());
        }
        return all;
    }

    /**
     * Returns the SHA-256 of the file, made when it is asked for: that costs a start some 10 ms.
     */
    public String sha256() {
        return Sha256.hex(content);
    }
}
