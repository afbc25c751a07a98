package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.destination.ReplaceRule;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.rows.ManifestReader;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.DistinctFiles;
import dev.keyhaul.core.file.FileIdentity;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of all items: no output is what any item reads, or the application, and no two outputs
 * are one file, by whatever names and links. In time that grows with their number, and 8 bytes a
 * file: two that may be one are compared in full by a second reading of the manifest.
 */
public final class DistinctItemFiles {
    /** Inputs beyond this number are looked up each time: memory stays bounded. */
    private static final int MAX_KNOWN_INPUTS = 100_000;

    private static final String SAME = "input and output are the same file: ";
    private static final String ANOTHER_NAME = "give the output another name";

    private final BatchManifest manifest;
    private final List<Path> others;
    private final ReplaceRule rule;
    private final DistinctFiles folders = new DistinctFiles();
    private final FileIdentity.Finder finder = new FileIdentity.Finder();
    private final DuplicateFinder outputs = new DuplicateFinder();
    private final DuplicateFinder inputs = outputs.another();
    private final Set<Path> known = new HashSet<>();

    private long unique;

    /** A file that an item names, or the application: then its line is 0. */
    private record Named(int line, Path path, boolean output) {}

    /**
     * Begins with the files of the application.
     *
     * @param rule what it asks of a file that an output would replace
     */
    public DistinctItemFiles(BatchManifest manifest, List<Path> others, ReplaceRule rule) {
        this.manifest = manifest;
        this.others = others;
        this.rule = rule;
        addInput(manifest.file());
        others.forEach(this::addInput);
    }

    /** Adds what the next item names. */
    void add(ItemPlan plan) throws FileException {
        plan.inputs().forEach(this::addInput);
        Optional<Path> output = plan.file();
        if (output.isEmpty()) {
            outputs.add("none " + unique++);
            return;
        }
        requireNoJournal(output.get());
        outputs.add(finder.of(output.get()).hint());
    }

    private void addInput(Path input) {
        if (known.contains(input)) {
            return;
        }
        if (known.size() < MAX_KNOWN_INPUTS) {
            known.add(input);
        }
        FileIdentity identity = finder.of(input);
        inputs.add(identity.hint());
        if (identity.exists() && Files.isDirectory(input)) {
            folders.readsIn(input, List.of());
        }
    }

    /** Whatever shard another process does. */
    private void requireNoJournal(Path output) throws FileException {
        String name = String.valueOf(output.getFileName());
        if (name.startsWith(manifest.file().getFileName() + ".")
                && name.endsWith(".journal")
                && isInFolderOfManifest(output)) {
            throw new FileException(
                    Reason.OUTPUT_COLLIDES,
                    "two outputs are the same file: " + output + " and a journal of this batch",
                    ANOTHER_NAME);
        }
    }

    private boolean isInFolderOfManifest(Path output) {
        Path folder = output.toAbsolutePath().getParent();
        return folder != null && FileIdentity.of(folder).isSame(FileIdentity.of(manifest.folder()));
    }

    /**
     * Compares in full what may be one file.
     *
     * @param checked reads the manifest again
     * @param replace whether outputs that exist may be replaced
     * @throws KeyTransferException naming the line of an output that is an input or another output
     */
    public void requireDistinct(ManifestCheck checked, ItemPlan.Parser parser, boolean replace)
            throws KeyTransferException {
        Set<Long> suspects = outputs.twice();
        suspects.addAll(outputs.alsoIn(inputs));
        if (suspects.isEmpty() && !replace) {
            return;
        }
        Map<Long, List<Named>> byHalf = new HashMap<>();
        for (Path other : others) {
            compare(new Named(0, other, false), suspects, byHalf);
        }
        compare(new Named(0, manifest.file(), false), suspects, byHalf);
        try (ManifestCheck.Rows rows = checked.open()) {
            for (Optional<BatchItem> item = rows.next(); item.isPresent(); item = rows.next()) {
                ItemPlan plan = parser.parse(item.get());
                int line = item.get().line();
                if (plan.file().isPresent()) {
                    Path output = plan.file().get();
                    compare(new Named(line, output, true), suspects, byHalf);
                    folders.requireReplaceable(output);
                    rule.requireReplaceable(output);
                }
                for (Path input : ItemCall.of(plan.item(), "checking", plan::inputs)) {
                    compare(new Named(line, input, false), suspects, byHalf);
                }
            }
        }
    }

    private void compare(Named file, Set<Long> suspects, Map<Long, List<Named>> byHalf)
            throws KeyTransferException {
        if (suspects.isEmpty()) {
            return;
        }
        FileIdentity identity = finder.of(file.path);
        long half = outputs.half(identity.hint());
        if (!suspects.contains(half)) {
            return;
        }
        List<Named> earlier = byHalf.computeIfAbsent(half, first -> new ArrayList<>());
        for (Named other : earlier) {
            if ((file.output || other.output) && identity.isSame(FileIdentity.of(other.path))) {
                throw same(file, other);
            }
        }
        // One of the inputs stands for all others that are the same file.
        if (file.output || earlier.stream().allMatch(other -> other.output)) {
            earlier.add(file);
        }
    }

    private KeyTransferException same(Named file, Named earlier) {
        if (file.output && earlier.output) {
            return ManifestReader.wrong(
                    manifest,
                    file.line,
                    file.path
                            + " is named on line "
                            + earlier.line
                            + " already"
                            + (file.path.equals(earlier.path) ? "" : ", as " + earlier.path),
                    ManifestCheck.ONE_EACH);
        }
        Named output = file.output ? file : earlier;
        Named input = file.output ? earlier : file;
        String reader = input.line > 0 ? ", which line " + input.line + " reads" : "";
        return ManifestReader.wrong(
                manifest,
                output.line,
                SAME
                        + output.path
                        + (output.path.equals(input.path) ? "" : " and " + input.path)
                        + reader,
                ANOTHER_NAME);
    }

    /**
     * Refuses a journal that is another file of the batch.
     *
     * @throws FileException if it is
     */
    public void requireJournal(Path journal) throws FileException {
        String hint = FileIdentity.of(journal).hint();
        if (outputs.has(hint)) {
            throw new FileException(
                    Reason.OUTPUT_COLLIDES,
                    "two outputs are the same file: the journal "
                            + journal
                            + " and an output of "
                            + manifest.file(),
                    "give the journal another name");
        }
        if (inputs.has(hint)) {
            throw new FileException(
                    Reason.OUTPUT_COLLIDES,
                    SAME + "the journal " + journal + " is also an input of the batch",
                    "give the journal another name");
        }
    }

    /**
     * Returns an item's file, which replaces only what was there when the manifest was checked.
     *
     * @throws FileException if another file is there now, such as one that this run has written
     */
    public OutputFile replacing(ItemPlan plan, Path output) throws FileException {
        FileIdentity now = FileIdentity.of(output);
        if (!now.exists()) {
            return OutputFile.newAt(output);
        }
        if (!outputs.isAt(plan.item().index(), now.hint())) {
            throw new FileException(
                    Reason.FILE_REPLACED,
                    "cannot write "
                            + output
                            + ": another file was put there since the manifest was checked",
                    "if that file can be replaced, run the batch again");
        }
        return OutputFile.replacing(output, now);
    }
}
