package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.MessageDigest;

/** Recipients that need a key's clear bytes take keys from files only. */
public final class ClearKeys {
    private ClearKeys() {}

    /**
     * Returns the key as one of a file.
     *
     * @throws RefusedException if its bytes cannot be had
     */
    public static SoftwareKey require(TransferableKey target, Recipient recipient)
            throws RefusedException {
        if (target instanceof SoftwareKey software) {
            return software;
        }
        throw new RefusedException(
                Reason.NO_CLEAR_FORM,
                target.origin().protection().noClearForm()
                        + ": it cannot be given to "
                        + recipient.describe(),
                "name a recovery pair or wrapping key in a token, or rsa:CERT.pem");
    }

    /**
     * Checks what a copy that is opened in memory gave back.
     *
     * @throws CheckFailedException if it is another key
     */
    public static void requireSame(SecretBytes restored, SoftwareKey target)
            throws CheckFailedException {
        boolean same =
                target.withClearKey(
                        clear ->
                                restored.withRawSecretBytes(
                                        bytes -> MessageDigest.isEqual(bytes, clear)));
        if (!same) {
            throw new CheckFailedException(
                    Reason.RESTORED_KEY_WRONG,
                    "the copy does not restore the key that it was made from");
        }
    }
}
