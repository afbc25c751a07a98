package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.util.List;

/** The token that opens a master copy. */
public final class RecipientToken {
    private RecipientToken() {}

    /**
     * Returns the label of the token that the copy itself names. This is only a hint: the token is
     * of the module that the operator named, and its key opens the copy.
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
        if (labels.isEmpty()) {
            throw new MalformedIdentifierException(
                    Reason.COPY_RECIPIENT_MISSING,
                    "copy " + copy.id() + " is not for a token",
                    "give the secret or the key of its recipient");
        }
        if (labels.size() > 1) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_AMBIGUOUS,
                    "copy " + copy.id() + " is for several tokens: " + labels,
                    null);
        }
        return labels.get(0);
    }
}
