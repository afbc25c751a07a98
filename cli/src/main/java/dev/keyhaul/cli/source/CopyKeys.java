package dev.keyhaul.cli.source;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.PasswordHolder;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.ShareHolders;
import dev.keyhaul.backup.manifest.TokenRecipient;
import dev.keyhaul.backup.recipient.CopyOpener;
import dev.keyhaul.backup.recipient.PasswordOpener;
import dev.keyhaul.backup.recipient.PrivateKeyOpener;
import dev.keyhaul.backup.recipient.SharesOpener;
import dev.keyhaul.backup.shares.Share;
import dev.keyhaul.cli.option.FilePasswordOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.SecretFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator has to open a master copy in memory, and what must be closed after it. */
public final class CopyKeys implements AutoCloseable {
    private static final int MAX_SHARE_BYTES = 4096;

    private final List<SoftwareKey> recipientKeys = new ArrayList<>();
    private final List<SoftwareKey> holderKeys = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();
    private final List<Passphrase> sharePasswords = new ArrayList<>();
    private @Nullable Passphrase password;

    private CopyKeys() {}

    /**
     * Reads private keys and shares.
     *
     * @param recipientKeys private keys to certificates that copies are made for
     * @param holderKeys private keys of share holders
     * @param shares opened shares
     * @param sharePasswords files with passphrases of share holders
     * @param options where the passwords of these files come from
     * @throws KeyTransferException when one cannot be read
     */
    public static CopyKeys read(
            List<Path> recipientKeys,
            List<Path> holderKeys,
            List<Path> shares,
            List<Path> sharePasswords,
            FilePasswordOptions options)
            throws KeyTransferException {
        CopyKeys keys = new CopyKeys();
        try {
            for (Path file : recipientKeys) {
                keys.recipientKeys.add(PemSource.open(file, options.ofInput(file)));
            }
            for (Path file : holderKeys) {
                keys.holderKeys.add(PemSource.open(file, options.ofInput(file)));
            }
            for (Path file : shares) {
                keys.shares.add(share(file));
            }
            for (Path file : sharePasswords) {
                keys.sharePasswords.add(SecretFile.read(file));
            }
            return keys;
        } catch (KeyTransferException | RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    private static Share share(Path file) throws KeyTransferException {
        byte[] content = InputFile.read(file, MAX_SHARE_BYTES);
        try {
            return Share.parse(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Reads the password too, when an option names it, or when the copy can be opened here by
     * nothing else; then the passphrases of share holders in the same way.
     *
     * @throws KeyTransferException when one cannot be read
     */
    public CopyKeys withPasswordsFor(MasterCopy copy, FilePasswordOptions options)
            throws KeyTransferException {
        List<RecipientEntry> recipients = copy.manifest().recipients();
        boolean asked =
                options.isInputNamed()
                        || recipients.stream()
                                .noneMatch(r -> r.recipient() instanceof TokenRecipient);
        if (isEmpty()
                && asked
                && recipients.stream().anyMatch(r -> r.recipient() instanceof PasswordHolder)) {
            password = options.ofInput(Path.of("master copy " + copy.id())).read();
        }
        if (isEmpty() && asked) {
            askHoldersOf(copy);
        }
        return this;
    }

    private void askHoldersOf(MasterCopy copy) throws KeyTransferException {
        for (RecipientEntry entry : copy.manifest().recipients()) {
            if (entry.recipient() instanceof ShareHolders set
                    && set.sealing() == ShareHolders.Sealing.PASSPHRASE) {
                while (sharePasswords.size() < set.needed()) {
                    sharePasswords.add(
                            SecretSource.of(
                                            "passphrase of a share",
                                            "--share-password-file for "
                                                    + set.needed()
                                                    + " holders")
                                    .build()
                                    .read(
                                            "Passphrase of a holder ("
                                                    + (sharePasswords.size() + 1)
                                                    + " of "
                                                    + set.needed()
                                                    + ")"));
                }
                return;
            }
        }
    }

    /** Tells whether there is nothing to open a copy with in memory. */
    public boolean isEmpty() {
        return recipientKeys.isEmpty()
                && holderKeys.isEmpty()
                && shares.isEmpty()
                && sharePasswords.isEmpty()
                && password == null;
    }

    /**
     * Restores the copy's key in memory; the caller closes it.
     *
     * @throws KeyTransferException when nothing here opens the copy
     */
    public SoftwareKey restore(MasterCopy copy) throws KeyTransferException {
        List<CopyOpener> openers = openers();
        for (CopyOpener opener : openers) {
            if (recipientOf(copy, opener).isPresent()) {
                return opener.restore(copy, new SecureRandom());
            }
        }
        // Its error says whom the copy is for.
        return openers.get(openers.size() - 1).restore(copy, new SecureRandom());
    }

    /** Returns which recipient of the copy these open. */
    public Optional<RecipientEntry> recipientOf(MasterCopy copy) {
        return openers().stream().flatMap(opener -> recipientOf(copy, opener).stream()).findFirst();
    }

    private static Optional<RecipientEntry> recipientOf(MasterCopy copy, CopyOpener opener) {
        return copy.manifest().recipients().stream().filter(opener::isFor).findFirst();
    }

    private List<CopyOpener> openers() {
        List<CopyOpener> openers = new ArrayList<>();
        if (password != null) {
            openers.add(new PasswordOpener(password));
        }
        recipientKeys.forEach(key -> openers.add(new PrivateKeyOpener(key)));
        openers.add(new SharesOpener(shares, holderKeys, sharePasswords));
        return openers;
    }

    /** Wipes the keys and shares. */
    @Override
    public void close() {
        recipientKeys.forEach(SoftwareKey::close);
        holderKeys.forEach(SoftwareKey::close);
        shares.forEach(Share::close);
        sharePasswords.forEach(Passphrase::close);
        if (password != null) {
            password.close();
        }
    }
}
