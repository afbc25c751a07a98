package dev.keyhaul.cli.command;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.Recording;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.core.KeyTransferException;
import java.util.List;
import picocli.CommandLine.Mixin;

/** What all commands share: the common options, and a console to speak through. */
public abstract class KeyhaulCommand {
    /** The options that every command accepts. */
    @Mixin protected CommonOptions common = new CommonOptions();

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
    Recording recording(String name, List<String> arguments, Console console) {
        return new Recording(name, arguments, new RecordOptions(), common, console);
    }

    void configure(Console console) {
        console.configure(common.quiet, common.verbose, common.json);
        console.noteIn(common.record);
    }

    int call(Console console) throws KeyTransferException {
        run(console);
        console.requireWritten();
        return exitCode();
    }

    /** Returns the exit code of a command that told its own failure. */
    protected int exitCode() {
        return ExitCode.DONE;
    }
}
