package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;

/** Opens copies in memory with what a recipient has: a private key, a password, or shares. */
public interface CopyOpener {
    /** Whether this may open what was made for that recipient. */
    boolean isFor(RecipientEntry recipient);

    /**
     * Opens what was made for a recipient, to PKCS#8, or to the raw bytes of an AES key; the caller
     * closes it.
     *
     * @throws KeyTransferException when it does not open
     */
    SecretBytes open(MasterCopy copy, RecipientEntry recipient) throws KeyTransferException;

    /**
     * Restores the copy's key in memory; the caller closes it.
     *
     * @throws RefusedException when the copy has no recipient of this kind
     * @throws CheckFailedException when it does not open, or holds another key than it says
     */
    default SoftwareKey restore(MasterCopy copy, SecureRandom random) throws KeyTransferException {
        RecipientEntry entry =
                copy.manifest().recipients().stream()
                        .filter(this::isFor)
                        .findFirst()
                        .orElseThrow(() -> missing(copy));
        KeyOrigin origin = KeyOrigin.software("master copy " + copy.id());
        try (SecretBytes pkcs8 = open(copy, entry)) {
            SoftwareKey key =
                    SoftwareKey.fromUnwrapped(
                            pkcs8.withRawSecretBytes(byte[]::clone), origin, random);
            if (!key.description().equals(copy.manifest().description())) {
                key.close();
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG, "the restored key does not match the manifest");
            }
            return key;
        }
    }

    private static RefusedException missing(MasterCopy copy) {
        return new RefusedException(
                Reason.COPY_RECIPIENT_MISSING,
                "copy " + copy.id() + " is for " + copy.manifest().recipientsInWords(),
                "give the secret or the key of one of them");
    }
}
