package dev.keyhaul.cli.command;

import dev.keyhaul.terminal.command.Manual;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a manual page for each command. The build of the bundle runs this. */
public final class ManPages {
    private static final Manual.Texts TEXTS =
            new Manual.Texts(
                    "Keyhaul",
                    "moves keys into Azure Key Vault and keeps master copies",
                    "0 if it is done; docs/COMMANDS.md lists the other codes.",
                    "the documents in the folder docs of the installation.");

    private ManPages() {}

    /** Writes the pages into a folder: the only argument. */
    public static void main(String[] args) throws IOException {
        new Manual(CommandTable.KEYHAUL, TEXTS).writeTo(Path.of(args[0]));
    }
}
