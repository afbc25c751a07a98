package com.example.recipient;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.RecipientCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import java.security.interfaces.RSAPublicKey;

/**
 * A recovery key in another system, such as a second cloud's HSM: copies are wrapped for its public
 * key. Manifests describe it as the holder of a certificate, so every version can read them.
 */
final class CloudRecipient implements CopyRecipient {
    private final RsaAesWrappingKey key;
    private final String name;

    /** Takes the public key, which the application has authenticated, and a name for people. */
    CloudRecipient(RSAPublicKey publicKey, String name) {
        this.key = RsaAesWrappingKey.unsafeOf(publicKey, OaepHash.SHA1).forStrongerKeys();
        this.name = name;
    }

    @Override
    public Recipient description() {
        return new Recipient.Certificate(key.identity(), name);
    }

    @Override
    public KeyOrigin.Protection protection() {
        return KeyOrigin.Protection.KEY_SERVICE;
    }

    @Override
    public void requireFit(TransferableKey target) throws RefusedException {
        if (key.publicKey().getModulus().bitLength() < 3072) {
            throw new RefusedException(
                    Reason.RECIPIENT_KEY_UNFIT,
                    "a recovery key needs 3072 bits",
                    "make another in the cloud");
        }
    }

    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        return new RecipientCopy(description(), target.wrapUnder(key));
    }
}
