package com.example.shares;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** Master copies of keys in files, which any two of three people open together. */
final class SharedCopies {
    private static final int NEEDED = 2;

    private final Path store;

    SharedCopies(Path store) {
        this.store = store;
    }

    /** Keeps a copy: each holder's passphrase, of 12 characters or more, seals one share. */
    MasterCopy keep(TransferableKey key, List<Passphrase> holders) throws KeyTransferException {
        try (SharesRecipient recipient =
                SharesRecipient.splitByPassphrase(NEEDED, holders, new SecureRandom())) {
            return MasterCopyStore.openOrCreate(store)
                    .create(
                            CopyWrapper.to(List.of(recipient))
                                    .wrap(
                                            key,
                                            new Operator("operator@ceremony-host"),
                                            "my-application 1.0"));
        }
    }

    /**
     * Opens a copy, which the caller closes.
     *
     * @param expected kept elsewhere: a copy says itself whose it is
     * @param holders the passphrases of two holders, in any order
     */
    SoftwareKey open(String copyId, Fingerprint expected, List<Passphrase> holders)
            throws KeyTransferException {
        MasterCopy copy = MasterCopyStore.open(store).get(copyId);
        copy.requireExpected(expected);
        return SharesRecipient.openByPassphrase(copy, holders);
    }
}
