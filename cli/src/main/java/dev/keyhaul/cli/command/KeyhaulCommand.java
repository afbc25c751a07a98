package dev.keyhaul.cli.command;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.evidence.CommandRecord;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.core.KeyTransferException;
import java.util.List;
import picocli.CommandLine.Mixin;

/** What all commands share: the options of the console, and the console to speak through. */
public abstract class KeyhaulCommand {
    @Mixin private ConsoleOptions options = new ConsoleOptions();

    private int exitCode = ExitCode.DONE;

    /**
     * Does the work.
     *
     * @throws KeyTransferException when it cannot be done; the exit code follows from its type
     */
    protected abstract void run(Console console) throws KeyTransferException;

    /**
     * Lets classes be loaded that the command will need, on another thread, while its options are
     * read: of nothing, unless a command has much to load. It must change nothing that can be seen.
     *
     * @param arguments the options as they were given, not yet checked
     */
    protected void loadAhead(List<String> arguments) {}

    /**
     * Returns the recording of a command line: of nothing, unless the command changes something.
     */
    CommandRecord recording(String name, List<String> arguments, Console console) {
        return new CommandRecord(
                name, arguments, new RecordOptions(), new AccessOptions(), console);
    }

    void configure(Console console) {
        console.configure(options.quiet, options.verbose, isJson());
    }

    /** Whether the report is to be JSON: never of a command that prints no report. */
    boolean isJson() {
        return false;
    }

    int call(Console console) throws KeyTransferException {
        run(console);
        console.requireWritten();
        return exitCode();
    }

    /** Sets the exit code of a command that reports its own failure. */
    protected final void exitWith(int code) {
        exitCode = code;
    }

    /** Returns the exit code of a command that reports its own failure. */
    protected int exitCode() {
        return exitCode;
    }
}
