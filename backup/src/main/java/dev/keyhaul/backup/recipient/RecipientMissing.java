package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.core.RefusedException;
import java.util.stream.Collectors;

/** The one answer to a copy that is not for whoever wants to open it. */
final class RecipientMissing {
    private RecipientMissing() {}

    static RefusedException in(MasterCopy copy) {
        return new RefusedException(
                "copy "
                        + copy.id()
                        + " is for "
                        + copy.manifest().recipients().stream()
                                .map(entry -> entry.recipient().describe())
                                .collect(Collectors.joining(", and for ")),
                "'keyhaul backup show' tells the recipients; give what one of them has");
    }
}
