package dev.keyhaul.cli.line.toy.file;

import dev.keyhaul.cli.console.ProgramConsole;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.util.List;
import picocli.CommandLine.Mixin;

/** A command that fails, in another way with each combination of options. */
public final class FileCopyCommand extends Command<ProgramConsole> {
    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected Recording recording(String name, List<String> arguments, ProgramConsole console) {
        return new Recording() {
            @Override
            public void begin() throws KeyTransferException {
                if (arguments.contains("-v")) {
                    throw new FileException(
                            Reason.FOLDER_MISSING, "no place for the record", "make room");
                }
            }

            @Override
            public void end(int exit) {
                console.note(name + " ended with " + exit);
            }
        };
    }

    @Override
    protected void run(ProgramConsole console) throws KeyTransferException {
        if (console.isQuiet() && overwrite.force) {
            throw new IllegalStateException("wrong");
        } else if (overwrite.force) {
            throw new UsageException(Reason.OPTIONS_CONFLICT, "nothing to replace", "leave it out");
        }
        throw new FileException(Reason.FILE_IO, "cannot copy", "try again");
    }
}
