package dev.keyhaul.cli.console;

import java.nio.file.Path;

/** An option's value that names a file beside something else. */
public interface NamedFile {
    /** Returns the file. */
    Path file();
}
