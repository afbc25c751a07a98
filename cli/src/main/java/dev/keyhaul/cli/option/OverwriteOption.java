package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an output file that exists is replaced. */
public record OverwriteOption(Given given) {

    static final Opt.Sure<Boolean> FORCE =
            Opt.flag("--force", "replace an existing output file", Not.LOOSENS);

    public static final Rows ROWS = Rows.of(OverwriteOption.class, Heading.OUTPUT).and(FORCE);

    /**
     * Returns the file to write.
     *
     * @throws FileException when it exists and is not to be replaced, cannot be written, or is an
     *     input or another output of the command
     */
    public OutputFile at(Path path, Console console) throws FileException {
        return console.files().output(path, given.get(FORCE));
    }

    /**
     * Returns the file to write, if one is named.
     *
     * @throws FileException as {@link #at} says
     */
    public Optional<OutputFile> ifNamed(@Nullable Path path, Console console) throws FileException {
        return path == null ? Optional.empty() : Optional.of(at(path, console));
    }

    /** Replace it. */
    public boolean force() {
        return given.get(FORCE);
    }
}
