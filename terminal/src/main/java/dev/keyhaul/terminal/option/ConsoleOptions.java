package dev.keyhaul.terminal.option;

import picocli.CommandLine.Option;

/** The options of every command. */
public final class ConsoleOptions {
    /** No notes. */
    @Option(
            names = {"-q", "--quiet"},
            description = "no notes, only data, warnings and errors")
    public boolean quiet;

    /** More notes. */
    @Option(
            names = {"-v", "--verbose"},
            description = "more notes, and the trace of an error")
    public boolean verbose;

    /** Picocli prints the help. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    public boolean help;
}
