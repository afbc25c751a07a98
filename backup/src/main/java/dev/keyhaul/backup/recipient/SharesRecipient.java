package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.RecipientCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Recipient.Shares.Sealing;
import dev.keyhaul.backup.opening.ClearKeys;
import dev.keyhaul.backup.opening.PassphraseStrength;
import dev.keyhaul.backup.opening.SharesOpener;
import dev.keyhaul.backup.shares.KeySplitter;
import dev.keyhaul.backup.shares.PassphraseShare;
import dev.keyhaul.backup.shares.SealedShare;
import dev.keyhaul.backup.shares.Share;
import dev.keyhaul.backup.shares.SplitKeyCipher;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * People of whom some together open the copy: the key is encrypted by AES-256-GCM under a new key,
 * and that one is split; each share is sealed to its holder and lies beside.
 *
 * <pre>{@code
 * // any two of the holders' passphrases open the copy
 * try (SharesRecipient recipient =
 *         SharesRecipient.splitByPassphrase(2, holders, new SecureRandom())) {
 *     store.create(
 *             CopyWrapper.to(List.of(recipient))
 *                     .wrap(key, new Operator("me@host"), "my-application 1.0"));
 * }
 * }</pre>
 *
 * <p>Not thread-safe; close it to wipe the split key.
 *
 * @since 0.1.0
 */
public final class SharesRecipient implements CopyRecipient, AutoCloseable {
    private static final int KEY_BYTES = 32;

    private final SecretBytes key;
    private final Recipient.Shares description;
    private final List<byte[]> sealed;
    private final List<String> notes;
    private final SecureRandom random;

    private SharesRecipient(
            SecretBytes key,
            Recipient.Shares description,
            List<byte[]> sealed,
            List<String> notes,
            SecureRandom random) {
        this.key = key;
        this.description = description;
        this.sealed = sealed;
        this.notes = notes;
        this.random = random;
    }

    /**
     * Makes a new key and splits it among the holders of certificates.
     *
     * @param needed how many of them it takes
     * @param holders their certificates, of RSA keys for encryption
     * @param random makes the key and the shares
     * @return the recipient; the caller closes it
     * @throws KeyTransferException when a share cannot be sealed to one of them
     */
    public static SharesRecipient split(
            int needed, List<X509Certificate> holders, SecureRandom random)
            throws KeyTransferException {
        List<String> names =
                holders.stream().map(h -> h.getSubjectX500Principal().getName()).toList();
        return split(
                needed,
                names,
                Sealing.CERTIFICATE,
                share -> SealedShare.seal(share, holders.get(share.index() - 1)),
                List.of(),
                random);
    }

    /**
     * Makes a new key and splits it among holders of passphrases of 12 characters or more, which
     * stay the caller's to close. Each sealed share is opened again.
     *
     * @param needed how many of them it takes
     * @param holders their passphrases, all different
     * @param random makes the key and the shares
     * @return the recipient; the caller closes it
     * @throws RefusedException when a passphrase is empty or weak, or two are the same
     */
    public static SharesRecipient splitByPassphrase(
            int needed, List<Passphrase> holders, SecureRandom random) throws KeyTransferException {
        return splitByPassphrase(needed, holders, random, /* weakAllowed= */ false);
    }

    /**
     * Makes a new key and splits it among holders of passphrases, as {@link #splitByPassphrase(int,
     * List, SecureRandom)} does.
     *
     * @param needed how many of them it takes
     * @param holders their passphrases, all different
     * @param random makes the key and the shares
     * @param weakAllowed whether passphrases of fewer than 12 characters are wanted; the manifest
     *     then says so
     * @return the recipient; the caller closes it
     * @throws RefusedException when a passphrase is empty, or weak and not allowed, or two are the
     *     same
     */
    public static SharesRecipient splitByPassphrase(
            int needed, List<Passphrase> holders, SecureRandom random, boolean weakAllowed)
            throws KeyTransferException {
        requireDifferent(holders);
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < holders.size(); i++) {
            String what = "passphrase of share " + (i + 1);
            PassphraseStrength.require(holders.get(i), "the " + what, weakAllowed);
            PassphraseStrength.note(holders.get(i), what).ifPresent(notes::add);
        }
        List<String> names =
                IntStream.rangeClosed(1, holders.size()).mapToObj(i -> "holder " + i).toList();
        return split(
                needed,
                names,
                Sealing.PASSPHRASE,
                share -> sealed(share, holders.get(share.index() - 1), random),
                notes,
                random);
    }

    /** Whoever gives one passphrase gives one share. */
    private static void requireDifferent(List<Passphrase> holders) throws RefusedException {
        for (int i = 0; i < holders.size(); i++) {
            Passphrase one = holders.get(i);
            if (one.isEmpty() || holders.subList(0, i).stream().anyMatch(one::sameAs)) {
                throw new RefusedException(
                        Reason.PASSPHRASE_UNFIT,
                        "the passphrase of share "
                                + (i + 1)
                                + " is empty, or the same as another holder's",
                        "each holder needs a different passphrase");
            }
        }
    }

    private static byte[] sealed(Share share, Passphrase holder, SecureRandom random)
            throws KeyTransferException {
        byte[] sealed = PassphraseShare.seal(share, holder, random);
        try (Share opened = PassphraseShare.open(sealed, share.set(), holder)) {
            if (!opened.sha256().equals(share.sha256())) {
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG,
                        "a sealed share, once opened, differs from the original share");
            }
        }
        return sealed;
    }

    /** How one share is sealed to its holder. */
    @FunctionalInterface
    private interface Seal {
        byte[] of(Share share) throws KeyTransferException;
    }

    private static SharesRecipient split(
            int needed,
            List<String> holders,
            Sealing sealing,
            Seal seal,
            List<String> notes,
            SecureRandom random)
            throws KeyTransferException {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        SecretBytes key = SecretBytes.moveFrom(bytes);
        List<Share> shares = KeySplitter.split(key, needed, holders.size(), random);
        try {
            List<byte[]> sealed = new ArrayList<>();
            for (Share share : shares) {
                sealed.add(seal.of(share));
            }
            Recipient.Shares description =
                    new Recipient.Shares(
                            shares.get(0).set(),
                            needed,
                            shares.get(0).commitmentHex(),
                            holders,
                            shares.stream().map(Share::sha256).toList(),
                            sealing);
            requireEachBringsItBack(shares, description);
            return new SharesRecipient(key, description, sealed, notes, random);
        } catch (KeyTransferException | RuntimeException e) {
            key.close();
            throw e;
        } finally {
            shares.forEach(Share::close);
        }
    }

    /** Each share is used once, with those that follow it in a circle. */
    private static void requireEachBringsItBack(List<Share> shares, Recipient.Shares set)
            throws KeyTransferException {
        for (int first = 0; first < shares.size(); first++) {
            List<Share> some = new ArrayList<>();
            for (int i = 0; i < set.needed(); i++) {
                some.add(shares.get((first + i) % shares.size()));
            }
            KeySplitter.combine(some, set).close();
        }
    }

    @Override
    public Recipient.Shares description() {
        return description;
    }

    /** Its holders were looked at when it was made. */
    @Override
    public void requireFit(TransferableKey target) throws RefusedException {
        ClearKeys.require(target, description);
    }

    /**
     * Opens a copy in memory that was {@linkplain #split split} among holders of certificates. It
     * brings its own public key: check it first by {@link MasterCopy#requireExpected}.
     *
     * @param copy the copy that is opened
     * @param holders private keys of as many holders as it takes, in any order; they stay open
     * @return the restored key; the caller closes it
     * @throws RefusedException if the copy is not for such holders
     * @throws CheckFailedException if one of them has no share, they are too few, or the copy holds
     *     another key than its manifest says
     */
    public static SoftwareKey open(MasterCopy copy, List<SoftwareKey> holders)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "holders", holders);
        return new SharesOpener(List.of(), holders, List.of()).restore(copy, new SecureRandom());
    }

    /**
     * Opens a copy in memory that was {@linkplain #splitByPassphrase(int, List, SecureRandom)
     * split} among holders of passphrases. It brings its own public key: check it first by {@link
     * MasterCopy#requireExpected}.
     *
     * @param copy the copy that is opened
     * @param holders passphrases of as many holders as it takes, in any order; the caller closes
     *     them
     * @return the restored key; the caller closes it
     * @throws RefusedException if the copy is not for such holders
     * @throws WrongSecretException if a passphrase opens no share
     * @throws CheckFailedException if they are too few, or the copy holds another key than its
     *     manifest says
     */
    public static SoftwareKey openByPassphrase(MasterCopy copy, List<Passphrase> holders)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "holders", holders);
        return new SharesOpener(List.of(), List.of(), holders).restore(copy, new SecureRandom());
    }

    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        SoftwareKey software = ClearKeys.require(target, description);
        byte[] ciphertext =
                software.withClearKey(
                        pkcs8 -> SplitKeyCipher.encrypt(pkcs8, key, description.set(), random));
        WrappedKey wrapped =
                WrappedKey.of(ciphertext, WrapMethod.AES_GCM, description.identity())
                        .strategy("AES-256-GCM under a key in shares")
                        .proof(WrapProof.MADE_IN_SOFTWARE)
                        .notes(notes)
                        .build(software.description(), software.origin());
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
