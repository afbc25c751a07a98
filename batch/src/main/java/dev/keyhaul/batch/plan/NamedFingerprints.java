package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** The fingerprints that the items of a manifest name, and the lines that name none. */
public final class NamedFingerprints {
    private static final int LINES_SHOWN = 10;

    private final Set<String> identities = new LinkedHashSet<>();
    private final StringJoiner firstLines = new StringJoiner(", ");
    private long without;

    void add(BatchItem item) throws MalformedInputException {
        Optional<Fingerprint> expected = item.expected();
        if (expected.isPresent()) {
            identities.add(expected.get().toString());
        } else if (++without <= LINES_SHOWN) {
            firstLines.add(Integer.toString(item.line()));
        }
    }

    /** Returns them, if each item names one. */
    public Set<String> requireAll(BatchManifest manifest) throws RefusedException {
        if (without > 0) {
            throw new RefusedException(
                    Reason.BATCH_EXPECT_MISSING,
                    manifest.file()
                            + ": expect is missing on line "
                            + firstLines
                            + (without > LINES_SHOWN
                                    ? " and " + (without - LINES_SHOWN) + " more"
                                    : "")
                            + ": the approver must know which keys they approve",
                    "give each key's fingerprint in expect; an AES key that cannot encrypt has"
                            + " none, and cannot be approved in a batch");
        }
        return Set.copyOf(identities);
    }
}
