package dev.keyhaul.cli.source;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.TokenRecipient;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.core.KeyTransferException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The token that opens a master copy. */
public final class RecipientToken {
    private RecipientToken() {}

    /**
     * Opens the token of that label, or the one that the copy itself names. A label from a manifest
     * is a hint and no more: the token is of the module that the operator named, and what opens the
     * copy is its key.
     *
     * @param label the token's label, or null
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static OpenToken open(MasterCopy copy, @Nullable String label, CommonOptions common)
            throws KeyTransferException {
        if (label != null) {
            return OpenToken.byLabel(label, common);
        }
        List<String> labels =
                copy.manifest().recipients().stream()
                        .map(RecipientEntry::recipient)
                        .filter(TokenRecipient.class::isInstance)
                        .map(recipient -> ((TokenRecipient) recipient).token().label())
                        .distinct()
                        .toList();
        if (labels.size() != 1) {
            throw new UsageException(
                    labels.isEmpty()
                            ? "copy " + copy.id() + " is not for a token"
                            : "copy " + copy.id() + " is for several tokens: " + labels,
                    labels.isEmpty()
                            ? "give what its recipient has: 'backup show' tells who that is"
                            : "say which with --token");
        }
        return OpenToken.byLabel(labels.get(0), common);
    }
}
