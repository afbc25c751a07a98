package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.AesPrivateKeyInfo;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import java.util.Optional;

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
        return decrypt(copy.readWrapped(recipient).ciphertext(), password);
    }

    /**
     * Decrypts to PKCS#8, or to the raw bytes of an AES key; the caller closes it.
     *
     * @throws KeyTransferException when the password is wrong, or the file damaged
     */
    public static SecretBytes decrypt(byte[] encrypted, Passphrase password)
            throws KeyTransferException {
        SecretBytes pkcs8 = EncryptedPrivateKey.decrypt(encrypted, password);
        Optional<SecretBytes> aes = pkcs8.withRawSecretBytes(AesPrivateKeyInfo::raw);
        if (aes.isEmpty()) {
            return pkcs8;
        }
        pkcs8.close();
        return aes.get();
    }
}
