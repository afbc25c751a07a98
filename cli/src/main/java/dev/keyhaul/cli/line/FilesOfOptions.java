package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.DistinctFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Names all files of a command's options before the command begins, so that no command can forget
 * that an output must be none of its inputs.
 */
final class FilesOfOptions {
    private FilesOfOptions() {}

    /**
     * Names the files of a command.
     *
     * @throws FileException when an output is an input or another output
     */
    static void nameIn(DistinctFiles files, Rows rows, Given given) throws FileException {
        List<Path> outputs = new ArrayList<>();
        for (Opt<?> row : rows.all()) {
            for (Path path : row.files(given.get(row))) {
                name(path, row.role(), files, outputs);
            }
        }
        for (Path output : outputs) {
            files.writes(output);
        }
    }

    private static void name(Path path, Trait.File role, DistinctFiles files, List<Path> outputs) {
        if (role instanceof Trait.Reads reads) {
            files.reads(path);
            reads.endings().forEach(ending -> files.reads(Path.of(path + ending)));
        } else if (role instanceof Trait.Writes) {
            outputs.add(path);
        } else if (role instanceof Trait.InFolder folder) {
            files.readsIn(path, folder.endings());
        }
    }
}
