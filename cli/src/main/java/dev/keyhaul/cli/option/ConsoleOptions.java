package dev.keyhaul.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command. */
public final class ConsoleOptions {
    /** No notes. */
    @Option(
            names = {"-q", "--quiet"},
            description = "print no notes, only data, warnings and errors")
    public boolean quiet;

    /** More notes. */
    @Option(
            names = {"-v", "--verbose"},
            description = "print more notes, and the trace of an error")
    public boolean verbose;

    /** Commands find it themselves, before the options are read. */
    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description =
                    "a file with values for options that are not given (default: KEYHAUL_SETTINGS, else"
                            + " keyhaul/keyhaul.properties in ~/.config, XDG_CONFIG_HOME or"
                            + " APPDATA); an empty file for none")
    @Nullable Path settings;

    /** Picocli prints the help. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    public boolean help;
}
