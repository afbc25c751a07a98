package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Recipient.Shares.Sealing;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.shares.KeySplitter;
import dev.keyhaul.backup.shares.PassphraseShare;
import dev.keyhaul.backup.shares.SealedShare;
import dev.keyhaul.backup.shares.Share;
import dev.keyhaul.backup.shares.SplitKeyCipher;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.PasswordCipher;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares that holders have opened, and private keys or passphrases of holders whose sealed shares
 * lie beside the copy.
 *
 * @param shares opened shares; the caller closes them
 * @param holderKeys private keys of holders; the caller closes them
 * @param passphrases passphrases of holders, in any order; the caller closes them
 */
public record SharesOpener(
        List<Share> shares, List<SoftwareKey> holderKeys, List<Passphrase> passphrases)
        implements CopyOpener {
    /** Copies the lists. */
    public SharesOpener {
        shares = List.copyOf(shares);
        holderKeys = List.copyOf(holderKeys);
        passphrases = List.copyOf(passphrases);
    }

    @Override
    public boolean isFor(RecipientEntry recipient) {
        return recipient.recipient() instanceof Recipient.Shares set
                && (holderKeys.isEmpty() || set.sealing() == Sealing.CERTIFICATE)
                && (passphrases.isEmpty() || set.sealing() == Sealing.PASSPHRASE);
    }

    @Override
    public SecretBytes open(MasterCopy copy, RecipientEntry recipient) throws KeyTransferException {
        Recipient.Shares set = (Recipient.Shares) recipient.recipient();
        List<Share> opened = new ArrayList<>();
        try {
            for (SoftwareKey holder : holderKeys) {
                opened.add(unsealed(copy.readSealedShares(recipient), holder));
            }
            for (Passphrase holder : passphrases) {
                opened.add(unsealed(copy.readSealedShares(recipient), set.set(), holder));
            }
            List<Share> all = new ArrayList<>(shares);
            all.addAll(opened);
            try (SecretBytes key = KeySplitter.combine(all, set)) {
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
                Reason.COPY_RECIPIENT_MISSING,
                "the key does not open any share of this copy: " + holder.origin().location(),
                "give the private key of a holder");
    }

    /** Whichever passphrase it is, and whatever is wrong: one error. */
    private static Share unsealed(List<byte[]> sealed, String set, Passphrase holder)
            throws WrongSecretException {
        for (byte[] share : sealed) {
            try {
                return PassphraseShare.open(share, set, holder);
            } catch (WrongSecretException e) {
                // Another holder's.
            }
        }
        throw holder.explain(PasswordCipher.wrong());
    }
}
