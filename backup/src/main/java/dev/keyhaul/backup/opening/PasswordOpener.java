package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;

/**
 * The password that a copy was made for.
 *
 * @param password the caller closes it
 */
public record PasswordOpener(Passphrase password) implements CopyOpener {
    @Override
    public boolean isFor(RecipientEntry recipient) {
        return recipient.recipient() instanceof Recipient.Password;
    }

    @Override
    public SecretBytes open(MasterCopy copy, RecipientEntry recipient) throws KeyTransferException {
        return EncryptedPrivateKey.decrypt(copy.readWrapped(recipient).ciphertext(), password);
    }
}
