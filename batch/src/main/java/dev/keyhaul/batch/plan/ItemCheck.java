package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Checks each item before the first key is opened. */
public final class ItemCheck {
    /** Paths beyond this number are looked up each time: memory stays bounded. */
    private static final int MAX_KNOWN = 100_000;

    private final ItemPlan.Parser parser;
    private final DistinctItemFiles files;
    private final Set<Path> known = new HashSet<>();
    private final NamedFingerprints expected = new NamedFingerprints();
    private boolean clearKeys;
    private long wrapsHere;
    private long outputs;

    public ItemCheck(ItemPlan.Parser parser, DistinctItemFiles files) {
        this.parser = parser;
        this.files = files;
    }

    /** Checks an item, and returns its place as {@link ManifestCheck.ItemRule} asks. */
    public Optional<String> place(BatchItem item) throws KeyTransferException {
        ItemPlan plan = parser.parse(item);
        return ItemCall.of(item, "checking", () -> place(plan));
    }

    private Optional<String> place(ItemPlan plan) throws KeyTransferException {
        expected.add(plan.item());
        clearKeys |= plan.key().mayBeSoftware();
        if (plan.isWrappedHere()) {
            wrapsHere++;
        }
        plan.target().check();
        if (plan.secretFile().isPresent() && isNew(plan.secretFile().get())) {
            Passphrase.requirePrivate(plan.secretFile().get());
        }
        if (plan.file().isPresent()) {
            outputs++;
            requireFolder(plan.file().get());
        }
        files.add(plan);
        return plan.place();
    }

    /** Whether a key of the items so far may be read in the clear. */
    public boolean readsClearKeys() {
        return clearKeys;
    }

    /** Returns which keys the items so far are of. */
    public NamedFingerprints expected() {
        return expected;
    }

    /** Returns how many of the items so far become files. */
    public long files() {
        return outputs;
    }

    /** Returns how many of the items so far this process itself wraps under a KEK. */
    public long wrapsHere() {
        return wrapsHere;
    }

    private void requireFolder(Path file) throws FileException {
        Path folder = file.getParent();
        if (folder == null || !isNew(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FileException(
                    Reason.FOLDER_MISSING,
                    "cannot write " + file + ": no such folder: " + folder,
                    "create the folder first");
        }
    }

    /** Thousands of items have one folder, and one PIN: each is looked at once. */
    private boolean isNew(Path path) {
        return known.size() < MAX_KNOWN ? known.add(path) : !known.contains(path);
    }
}
