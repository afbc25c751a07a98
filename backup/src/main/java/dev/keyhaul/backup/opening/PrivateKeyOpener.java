package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;

/**
 * The private key to a certificate that copies were made for.
 *
 * @param key the holder's key; the caller closes it
 */
public record PrivateKeyOpener(SoftwareKey key) implements CopyOpener {
    @Override
    public boolean isFor(RecipientEntry recipient) {
        return recipient.recipient() instanceof Recipient.Certificate holder
                && holder.identity().equals(key.description().fingerprint().toString());
    }

    @Override
    public SecretBytes open(MasterCopy copy, RecipientEntry recipient) throws KeyTransferException {
        byte[] ciphertext = copy.readWrapped(recipient).ciphertext();
        RSAPrivateKey recovery = HolderKeys.of(key);
        return RsaAesKeyWrap.unwrap(ciphertext, recovery, OaepHash.SHA1, new SecureRandom());
    }
}
