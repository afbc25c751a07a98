package dev.keyhaul.cli.line;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a manual page for each command. The build of the bundle runs this. */
public final class ManPages {
    private ManPages() {}

    /** Writes the pages into a folder: the only argument. */
    public static void main(String[] args) throws IOException {
        new Manual(Commands.KEYHAUL).writeTo(Path.of(args[0]));
    }
}
