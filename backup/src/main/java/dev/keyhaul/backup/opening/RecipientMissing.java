package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.util.stream.Collectors;

/** The one answer to a copy that is not for whoever wants to open it. */
public final class RecipientMissing {
    private RecipientMissing() {}

    /** Makes the error, which names the copy's recipients. */
    public static RefusedException in(MasterCopy copy) {
        return Reason.COPY_RECIPIENT_MISSING.of(
                new RefusedException(
                        "copy "
                                + copy.id()
                                + " is for "
                                + copy.manifest().recipients().stream()
                                        .map(entry -> entry.recipient().describe())
                                        .collect(Collectors.joining(", and for ")),
                        "give the secret or the key of one of them"));
    }
}
