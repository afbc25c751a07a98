package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a ceremony beside its plan: what is carried from host to host. Stateless: any thread
 * may use it.
 *
 * @since 0.1.0
 */
public final class PlanFiles {
    /** What the script of a plan is called beside it, where the guide has it written. */
    public static final String SCRIPT = "script.html";

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private PlanFiles() {}

    /** Returns the folder of the records. */
    public static Path records(Path folder) {
        return folder.resolve("records");
    }

    /** Returns the folder of the requests and approvals. */
    public static Path approvals(Path folder) {
        return folder.resolve("approvals");
    }

    /**
     * Returns the names of what lies beside a plan, and is neither its script nor named by a
     * record: nobody can tell who brought it.
     *
     * @param folder the plan's folder
     * @param plan the plan's file in it
     * @throws FileException if the folder cannot be read
     */
    public static List<String> unnamed(Path folder, Path plan, PlanProgress progress)
            throws KeyTransferException {
        Set<Path> named = new HashSet<>(Set.of(folder.resolve(plan.getFileName())));
        named.add(folder.resolve(SCRIPT));
        named.add(records(folder));
        named.add(approvals(folder));
        for (FileFact file : progress.transientFiles()) {
            named.add(place(folder, file));
        }
        try (Stream<Path> there = Files.list(folder)) {
            return there.filter(path -> named.stream().noneMatch(file -> file.startsWith(path)))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
    }

    /**
     * Returns where a file is that a record names from the folder of the records.
     *
     * @throws CheckFailedException if that is not below the plan's folder
     */
    public static Path place(Path folder, FileFact file) throws CheckFailedException {
        Path path = records(folder).resolve(file.path()).normalize();
        if (!path.startsWith(folder.normalize())) {
            throw new CheckFailedException(
                    Reason.PLAN_DEVIATION,
                    "a record names " + file.path() + ", which is not below the plan's folder",
                    "stop, and find out who wrote that record");
        }
        return path;
    }

    /**
     * Checks that the files are there as they were written until they are destroyed, and not there
     * afterwards.
     *
     * @param folder the plan's folder
     * @param places the paths that the host's settings give to names
     * @throws CheckFailedException naming the file that is missing, changed, or still there
     * @throws FileException if one cannot be read, or is a link
     */
    public static void require(Path folder, Map<String, Path> places, PlanProgress progress)
            throws KeyTransferException {
        boolean isDestroyed = progress.isDone(StepKind.DESTROY);
        for (FileFact file : progress.transientFiles()) {
            Path path = place(folder, file);
            boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            if (isThere && isDestroyed) {
                throw new CheckFailedException(
                        Reason.PLAN_DEVIATION,
                        path + " exists, although its record states that it was deleted",
                        "find out where it comes from, and delete it");
            }
            requireAsRecorded(folder, file, progress, isDestroyed);
        }
        for (StoreLook look : StoreLook.at(folder, places, progress)) {
            if (!look.wrong().isEmpty()) {
                throw new CheckFailedException(
                        Reason.PLAN_DEVIATION,
                        look.wrong().get(0),
                        "someone removed, changed or replaced it: stop, and find out who");
            }
        }
    }

    private static void requireAsRecorded(
            Path folder, FileFact file, PlanProgress progress, boolean mayBeAway)
            throws CheckFailedException, FileException {
        Path path = place(folder, file);
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (!isThere && !mayBeAway) {
            throw new CheckFailedException(
                    Reason.FILE_NOT_FOUND,
                    path + " (" + file.what() + ") is not there",
                    progress.writerOf(file)
                                    .map(host -> host.toUpperCase(Locale.ROOT) + " wrote it: ")
                                    .orElse("")
                            + "find out who took it away, put it back, and run the same"
                            + " command again");
        }
        if (isThere && !Sha256.hex(InputFile.readRegular(path, MAX_BYTES)).equals(file.sha256())) {
            throw new CheckFailedException(
                    Reason.PLAN_DEVIATION,
                    path + " (" + file.what() + ") is not the file that was recorded",
                    "someone changed or replaced it: stop, and find out who");
        }
    }
}
