package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import java.util.List;

/** The token that opens a master copy. */
public final class RecipientToken {
    private RecipientToken() {}

    /**
     * Returns the label of the token that the copy itself names. That is a hint and no more: the
     * token is of the module that the operator named, and what opens the copy is its key.
     *
     * @throws KeyTransferException when the copy is for no token, or for several
     */
    public static String label(MasterCopy copy) throws KeyTransferException {
        List<String> labels =
                copy.manifest().recipients().stream()
                        .map(RecipientEntry::recipient)
                        .filter(Recipient.InToken.class::isInstance)
                        .map(recipient -> ((Recipient.InToken) recipient).token().label())
                        .distinct()
                        .toList();
        if (labels.size() != 1) {
            throw new MalformedIdentifierException(
                    labels.isEmpty()
                            ? "copy " + copy.id() + " is not for a token"
                            : "copy " + copy.id() + " is for several tokens: " + labels,
                    labels.isEmpty()
                            ? "give what its recipient has: 'backup show' tells who that is"
                            : "say which with --token");
        }
        return labels.get(0);
    }
}
