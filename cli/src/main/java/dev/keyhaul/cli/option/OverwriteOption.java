package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether an output file that exists is replaced. */
public final class OverwriteOption {
    /** Replace it. */
    @Option(names = "--force", description = "replace an existing output file")
    public boolean force;

    /**
     * Returns the file to write.
     *
     * @throws FileException when it exists and is not to be replaced, cannot be written, or is an
     *     input or another output of the command
     */
    public OutputFile at(Path path, Console console) throws FileException {
        return console.files().output(path, force);
    }

    /**
     * Returns the file to write, if one is named.
     *
     * @throws FileException as {@link #at} says
     */
    public Optional<OutputFile> ifNamed(@Nullable Path path, Console console) throws FileException {
        return path == null ? Optional.empty() : Optional.of(at(path, console));
    }
}
