package dev.keyhaul.terminal.option;

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
     * @throws FileException when it exists and is not to be replaced, or cannot be written
     */
    public OutputFile at(Path path) throws FileException {
        return OutputFile.at(path, force);
    }

    /**
     * Returns the file to write, if one is named.
     *
     * @throws FileException when it exists and is not to be replaced, or cannot be written
     */
    public Optional<OutputFile> ifNamed(@Nullable Path path) throws FileException {
        return path == null ? Optional.empty() : Optional.of(at(path));
    }
}
