package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.core.KeyTransferException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What all commands share: the options of the console, and the console to speak through. */
public abstract class Command {
    @Mixin private ConsoleOptions options = new ConsoleOptions();

    private int exitCode = ExitCode.DONE;
    private @Nullable Interruption interruption;

    /** What a command leaves of itself, whatever comes of it: here nothing. */
    public interface Recording extends AutoCloseable {
        /**
         * Finds what would keep the record from being written.
         *
         * @throws KeyTransferException when anything would; the command does not begin then
         */
        default void begin() throws KeyTransferException {}

        /**
         * Writes the record.
         *
         * @throws KeyTransferException when it cannot be written
         */
        default void end(int exit) throws KeyTransferException {}

        @Override
        default void close() {}
    }

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
     * Takes why a settings file cannot be used: then the command does not run, unless it is there
     * to say so.
     *
     * @throws KeyTransferException the same
     */
    protected void settingsRefused(KeyTransferException why) throws KeyTransferException {
        throw why;
    }

    /**
     * Returns the recording of a command line: of nothing, unless the command changes something.
     */
    protected Recording recording(String name, List<String> arguments, Console console) {
        return new Recording() {};
    }

    /**
     * Keeps a command's own way to end after a signal until its error is printed and its record is
     * written; the exit code is the signal's then.
     */
    protected final Interruption interruptible(Interruption own) {
        interruption = own;
        return own;
    }

    /** Returns the exit code, or that of a signal that came in the meantime. */
    final int ended(int exit) {
        if (interruption == null) {
            return exit;
        }
        interruption.close();
        return interruption.exitCode().orElse(exit);
    }

    /** Whether the report is to be JSON: never of a command that prints no report. */
    protected boolean isJson() {
        return false;
    }

    final void configure(Console console) {
        console.configure(options.quiet, options.verbose, isJson());
    }

    final void call(Console console) throws KeyTransferException {
        run(console);
        console.requireWritten();
    }

    /** Sets the exit code of a command that reports its own failure. */
    protected final void exitWith(int code) {
        exitCode = code;
    }

    /** Returns the exit code of a command that reports its own failure. */
    protected final int exitCode() {
        return exitCode;
    }
}
