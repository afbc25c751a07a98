package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm.Name;

/**
 * Where a store's journal stood: whoever notes a head finds out later when the journal was cut,
 * which no chain of hashes shows by itself.
 *
 * @param entries how many entries there were
 * @param sha256 SHA-256 of the last one, 64 lower-case hex digits; of an empty journal, what its
 *     first entry follows
 * @since 0.1.0
 */
public record JournalHead(long entries, @Name("head") String sha256) {
    /** Refuses what can be no head. */
    public JournalHead {
        Arguments.notNull("sha256", sha256);
        if (entries < 0) {
            throw new IllegalArgumentException("journal of " + entries + " entries");
        }
        if (!Sha256.isHex(sha256)) {
            throw new IllegalArgumentException("journal head is not of 64 lower-case hex digits");
        }
    }

    @Override
    public String toString() {
        return sha256;
    }
}
