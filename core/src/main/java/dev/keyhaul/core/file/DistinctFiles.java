package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that one piece of work reads and writes: no output is any input, and no two outputs are
 * one file, by whatever names and links. This alone makes an {@link OutputFile} that replaces what
 * exists, and that one replaces nothing that was not there, and compared, before the work began.
 *
 * <p>Inputs are named first where they are known, and outputs as early as they are. A file that is
 * opened {@link #during} the work is an input by itself, and an output asks again when it is
 * written. Thread-safe.
 */
public final class DistinctFiles {
    private static final String ANOTHER_NAME = "give the output another name";

    private final OpenedFiles opened = new OpenedFiles();
    private final List<Path> inputs = new ArrayList<>();
    private final List<Folder> folders = new ArrayList<>();
    private final List<Path> outputs = new ArrayList<>();
    private final List<Path> claimed = new ArrayList<>();

    /**
     * A folder that is read, or that the work keeps itself: which of its files are not replaced.
     */
    private record Folder(Path path, List<String> endings) {
        /** Whether a file that exists is in the folder, however deep. */
        boolean holds(Path file) {
            String name = String.valueOf(file.getFileName());
            if (!endings.isEmpty() && endings.stream().noneMatch(name::endsWith)) {
                return false;
            }
            FileIdentity folder = FileIdentity.of(path);
            for (Path above = file.toAbsolutePath().getParent();
                    above != null;
                    above = above.getParent()) {
                if (FileIdentity.of(above).isSame(folder)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Does the work of this thread whose files these are. */
    public <T, E extends Exception> T during(OpenedFiles.Work<T, E> work) throws E {
        return opened.during(work);
    }

    /** Names a file that is read, or a folder, in which no file is replaced then. */
    public synchronized void reads(Path input) {
        inputs.add(input);
        readsIn(input, List.of());
    }

    /**
     * Names a folder in which no file with one of these endings is replaced.
     *
     * @param endings of the files' names; none for all files
     */
    public synchronized void readsIn(Path folder, List<String> endings) {
        if (folder.toFile().isDirectory()) {
            folders.add(new Folder(folder, List.copyOf(endings)));
        }
    }

    /**
     * Names a file that will be written.
     *
     * @throws FileException when it is an input, or another output
     */
    public synchronized void writes(Path output) throws FileException {
        FileIdentity identity = FileIdentity.of(output);
        for (Path input : inputs) {
            if (identity.isSame(FileIdentity.of(input))) {
                throw new FileException(
                        Reason.OUTPUT_COLLIDES,
                        "input and output are the same file: " + both(output, input),
                        ANOTHER_NAME);
            }
        }
        opened.requireOther(output, identity);
        for (Path other : outputs) {
            if (identity.isSame(FileIdentity.of(other))) {
                throw new FileException(
                        Reason.OUTPUT_COLLIDES,
                        "two outputs are the same file: " + both(output, other),
                        "give each output another name");
            }
        }
        outputs.add(output);
        requireReplaceable(output);
    }

    private static String both(Path one, Path other) {
        return one.equals(other) ? one.toString() : one + " and " + other;
    }

    /** Returns all files that were named, read or written. */
    public synchronized List<Path> names() {
        List<Path> all = new ArrayList<>(inputs);
        all.addAll(outputs);
        return all;
    }

    /**
     * Refuses to replace a file in a folder that is read, or that the work keeps itself.
     *
     * @throws FileException when the file exists and is in such a folder
     */
    public synchronized void requireReplaceable(Path output) throws FileException {
        Optional<Folder> folder =
                output.toFile().isFile()
                        ? folders.stream().filter(held -> held.holds(output)).findFirst()
                        : Optional.empty();
        if (folder.isPresent()) {
            throw new FileException(
                    Reason.OUTPUT_COLLIDES,
                    "cannot replace " + output + ": it belongs to " + folder.get().path(),
                    ANOTHER_NAME);
        }
    }

    /**
     * Returns a file to write, which {@link #writes} may have named already.
     *
     * @param replace whether a regular file of this name may be replaced
     * @throws FileException when it is an input or another output, or as {@link OutputFile#at} says
     */
    public synchronized OutputFile output(Path output, boolean replace) throws FileException {
        if (claimed.contains(output) || !outputs.contains(output)) {
            writes(output);
        } else {
            // More may have been read, or named, since it was.
            opened.requireOther(output, FileIdentity.of(output));
            requireReplaceable(output);
        }
        claimed.add(output);
        return OutputFile.at(output, replace).unlessIn(opened);
    }
}
