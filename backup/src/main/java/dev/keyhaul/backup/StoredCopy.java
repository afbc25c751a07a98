package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;

/**
 * One line of a store's catalogue; a damaged copy does not hide the others. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface StoredCopy {
    /** Returns the copy's id. */
    CopyId id();

    /**
     * A copy whose manifest is readable and whose files are there in their recorded length; their
     * content is checked by {@link MasterCopy#verify}.
     */
    record Listed(MasterCopy copy) implements StoredCopy {
        public Listed {
            Arguments.notNull("copy", copy);
        }

        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** A copy that cannot be used as it is, and why. */
    record Damaged(CopyId id, KeyTransferException why) implements StoredCopy {
        public Damaged {
            Arguments.notNull("id", id, "why", why);
        }
    }
}
