package com.example.shares;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.backup.source.BackupSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.core.source.TypedSource;
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
     * @param holders files with the passphrases of two holders, in any order
     */
    OpenedKey open(String copyId, Fingerprint expected, List<Path> holders)
            throws KeyTransferException {
        StringBuilder name = new StringBuilder("backup:" + store + "/" + copyId);
        name.append("?expect=").append(expected);
        for (Path holder : holders) {
            name.append("&share-password-file=").append(holder);
        }
        return KeySources.of(List.of(new BackupSource()))
                .parse(TypedSource.of(name.toString()))
                .open(SourceContext.of(SourceSecrets.none()));
    }
}
