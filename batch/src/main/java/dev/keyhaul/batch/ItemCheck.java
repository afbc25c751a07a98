package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Checks each item before the first key is opened. */
final class ItemCheck {
    /** Folders beyond this number are looked up each time: memory stays bounded. */
    private static final int MAX_KNOWN_FOLDERS = 100_000;

    private final ItemParser parser;
    private final BatchFiles files;
    private final Set<Path> folders = new HashSet<>();
    private boolean clearKeys;
    private long wrapsHere;

    ItemCheck(ItemParser parser, BatchFiles files) {
        this.parser = parser;
        this.files = files;
    }

    Optional<String> place(BatchItem item) throws KeyTransferException {
        ItemPlan plan = parser.parse(item);
        clearKeys |= plan.key().mayBeSoftware();
        if (plan.isWrappedHere()) {
            wrapsHere++;
        }
        plan.target().check();
        Optional<Path> file = plan.target().file();
        if (file.isPresent()) {
            requireFolder(file.get());
        }
        files.add(plan);
        return plan.place();
    }

    /** Whether a key of the items so far may be read in the clear. */
    boolean readsClearKeys() {
        return clearKeys;
    }

    /** Returns how many of the items so far this process itself wraps under a KEK. */
    long wrapsHere() {
        return wrapsHere;
    }

    private void requireFolder(Path file) throws FileException {
        Path folder = file.getParent();
        if (folder == null || folders.contains(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FileException(
                    "cannot write " + file + ": there is no folder " + folder,
                    "make the folder first");
        }
        if (folders.size() < MAX_KNOWN_FOLDERS) {
            folders.add(folder);
        }
    }
}
