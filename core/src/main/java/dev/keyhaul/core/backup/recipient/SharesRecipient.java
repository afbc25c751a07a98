package dev.keyhaul.core.backup.recipient;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.CopyRecipient;
import dev.keyhaul.core.backup.RecipientCopy;
import dev.keyhaul.core.backup.manifest.ShareHolders;
import dev.keyhaul.core.backup.shares.KeySplitting;
import dev.keyhaul.core.backup.shares.SealedShare;
import dev.keyhaul.core.backup.shares.Share;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * People of whom some together open the copy: the key is encrypted by AES-256-GCM under a new key,
 * and that one is split; each share is sealed to its holder and lies beside.
 *
 * <p>Not thread-safe; close it to wipe the split key.
 */
public final class SharesRecipient implements CopyRecipient, AutoCloseable {
    private static final int KEY_BYTES = 32;

    private final SecretBytes key;
    private final ShareHolders description;
    private final List<byte[]> sealed;
    private final SecureRandom random;

    private SharesRecipient(
            SecretBytes key, ShareHolders description, List<byte[]> sealed, SecureRandom random) {
        this.key = key;
        this.description = description;
        this.sealed = sealed;
        this.random = random;
    }

    /**
     * Makes a new key and splits it among the holders of certificates.
     *
     * @param needed how many of them it takes
     * @throws KeyTransferException when a share cannot be sealed to one of them
     */
    public static SharesRecipient split(
            int needed, List<X509Certificate> holders, SecureRandom random)
            throws KeyTransferException {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        SecretBytes key = SecretBytes.moveFrom(bytes);
        List<Share> shares = KeySplitting.split(key, needed, holders.size(), random);
        try {
            List<byte[]> sealed = new ArrayList<>();
            for (int i = 0; i < shares.size(); i++) {
                sealed.add(SealedShare.seal(shares.get(i), holders.get(i)));
            }
            ShareHolders description = describe(shares, needed, holders);
            requireEachBringsItBack(shares, description);
            return new SharesRecipient(key, description, sealed, random);
        } catch (KeyTransferException | RuntimeException e) {
            key.close();
            throw e;
        } finally {
            shares.forEach(Share::close);
        }
    }

    private static ShareHolders describe(
            List<Share> shares, int needed, List<X509Certificate> holders) {
        return new ShareHolders(
                shares.get(0).set(),
                needed,
                shares.get(0).commitmentHex(),
                holders.stream().map(h -> h.getSubjectX500Principal().getName()).toList(),
                shares.stream().map(Share::sha256).toList());
    }

    /** Each share is used once, with those that follow it in a circle. */
    private static void requireEachBringsItBack(List<Share> shares, ShareHolders set)
            throws KeyTransferException {
        for (int first = 0; first < shares.size(); first++) {
            List<Share> some = new ArrayList<>();
            for (int i = 0; i < set.needed(); i++) {
                some.add(shares.get((first + i) % shares.size()));
            }
            KeySplitting.combine(some, set).close();
        }
    }

    @Override
    public ShareHolders description() {
        return description;
    }

    /** Was looked at when it was made. */
    @Override
    public void requireFit() {}

    @Override
    public KeyOrigin.Protection protection() {
        return KeyOrigin.Protection.SOFTWARE;
    }

    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        SoftwareKey software = ClearKeys.require(target, description);
        byte[] ciphertext =
                software.withClearKey(
                        pkcs8 -> SplitKeyCipher.encrypt(pkcs8, key, description.set(), random));
        WrappedKey wrapped =
                new WrappedKey(
                        ciphertext,
                        WrapMethod.AES_GCM,
                        description.identity(),
                        software.publicKey(),
                        software.origin(),
                        "AES-256-GCM under a key in shares",
                        WrapProof.MADE_IN_SOFTWARE,
                        List.of());
        try (SecretBytes restored = SplitKeyCipher.decrypt(ciphertext, key, description.set())) {
            ClearKeys.requireSame(restored, software);
        }
        return new RecipientCopy(description, wrapped, sealed);
    }

    @Override
    public void close() {
        key.close();
    }
}
