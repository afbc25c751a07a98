package dev.keyhaul.core.backup.recipient;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.backup.manifest.ShareHolders;
import dev.keyhaul.core.backup.shares.KeySplitting;
import dev.keyhaul.core.backup.shares.SealedShare;
import dev.keyhaul.core.backup.shares.Share;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares that holders have opened, and private keys of holders whose sealed shares lie beside the
 * copy.
 *
 * @param shares opened shares; the caller closes them
 * @param holderKeys private keys of holders; the caller closes them
 */
public record SharesOpener(List<Share> shares, List<SoftwareKey> holderKeys) implements CopyOpener {
    /** Copies the lists. */
    public SharesOpener {
        shares = List.copyOf(shares);
        holderKeys = List.copyOf(holderKeys);
    }

    @Override
    public boolean isFor(RecipientEntry recipient) {
        return recipient.recipient() instanceof ShareHolders;
    }

    @Override
    public SecretBytes open(MasterCopy copy, RecipientEntry recipient) throws KeyTransferException {
        ShareHolders set = (ShareHolders) recipient.recipient();
        List<Share> opened = new ArrayList<>();
        try {
            for (SoftwareKey holder : holderKeys) {
                opened.add(unsealed(copy.readSealedShares(recipient), holder));
            }
            List<Share> all = new ArrayList<>(shares);
            all.addAll(opened);
            try (SecretBytes key = KeySplitting.combine(all, set)) {
                return SplitKeyCipher.decrypt(
                        copy.readWrapped(recipient).ciphertext(), key, set.set());
            }
        } finally {
            opened.forEach(Share::close);
        }
    }

    /** The holder's share is the one that opens with the holder's key. */
    private static Share unsealed(List<byte[]> sealed, SoftwareKey holder)
            throws KeyTransferException {
        RSAPrivateKey key = HolderKeys.of(holder);
        for (byte[] share : sealed) {
            try {
                return SealedShare.open(share, key);
            } catch (CheckFailedException e) {
                // Another holder's.
            }
        }
        throw new CheckFailedException(
                "no share of this copy opens with the key of " + holder.origin().location(),
                "give the private key of a holder that 'backup show' tells");
    }
}
