package dev.keyhaul.examples;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps a master copy of a token's key that a second token alone can open, and brings it back there
 * when the first is lost.
 */
public final class KeepAndRestoreMasterCopy {
    private KeepAndRestoreMasterCopy() {}

    /**
     * Takes MODULE TOKEN PIN-FILE RECOVERY-TOKEN RECOVERY-PIN-FILE STORE: the key 'tenant' of the
     * first token is kept, and comes back as 'tenant-restored' in the second.
     */
    public static void main(String[] args) throws KeyTransferException {
        try (Pkcs11Module module = Pkcs11Module.load(Path.of(args[0]));
                Token recovery = login(module, args[3], Path.of(args[4]))) {
            Fingerprint fingerprint;
            MasterCopy copy;
            try (Token hsm = login(module, args[1], Path.of(args[2]));
                    TokenKey key = hsm.rsaKey(KeySelector.label("tenant"))) {
                fingerprint = key.description().fingerprint();
                copy = keep(key, recovery, Path.of(args[5]));
            }
            try (TokenKey restored =
                    restore(Path.of(args[5]), copy.id().text(), fingerprint, recovery)) {
                System.out.println("restored: " + restored.origin().location());
            }
        }
    }

    private static Token login(Pkcs11Module module, String label, Path pinFile)
            throws KeyTransferException {
        try (Passphrase pin = Passphrase.read(pinFile)) {
            return module.login(module.find(TokenSelector.label(label)), pin);
        }
    }

    static MasterCopy keep(TransferableKey key, Token recovery, Path storeFolder)
            throws KeyTransferException {
        // Made once with KeyRequest.recovery("recovery"): it unwraps, and never leaves its token.
        TokenKeyRecipient recipient =
                TokenKeyRecipient.find(recovery, KeySelector.label("recovery"));
        // wrap() restores the copy once in the recovery token: one that never was is no copy.
        MasterCopyRequest request =
                CopyWrapper.to(List.of(recipient))
                        .wrap(
                                key,
                                new Operator("operator@ceremony-host"),
                                "my-application 1.0",
                                wrapped -> System.out.println("for " + wrapped.describe()));
        return MasterCopyStore.openOrCreate(storeFolder).create(request);
    }

    static TokenKey restore(Path storeFolder, String id, Fingerprint expected, Token recovery)
            throws KeyTransferException {
        MasterCopy copy = MasterCopyStore.open(storeFolder).get(id);
        // The copy brings its own public key: only a fingerprint kept elsewhere tells whose it is.
        copy.requireExpected(expected);
        copy.verify();
        return TokenKeyRecipient.of(recovery, copy)
                .restore(copy, RestoreAs.tokenKey("tenant-restored"));
    }
}
