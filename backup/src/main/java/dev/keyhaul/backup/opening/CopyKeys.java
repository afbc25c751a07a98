package dev.keyhaul.backup.opening;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.shares.Share;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pfx.PemSource;
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
     * The files that open a copy.
     *
     * @param recipientKeys private keys to certificates that copies are made for
     * @param holderKeys private keys of share holders
     * @param shares opened shares
     * @param sharePasswords passphrases of share holders
     */
    public record Files(
            List<Path> recipientKeys,
            List<Path> holderKeys,
            List<Path> shares,
            List<Path> sharePasswords) {
        /** Copies the lists. */
        public Files {
            recipientKeys = List.copyOf(recipientKeys);
            holderKeys = List.copyOf(holderKeys);
            shares = List.copyOf(shares);
            sharePasswords = List.copyOf(sharePasswords);
        }
    }

    /**
     * Reads private keys and shares.
     *
     * @throws KeyTransferException when one cannot be read
     */
    public static CopyKeys read(Files files, SourceSecrets secrets) throws KeyTransferException {
        CopyKeys keys = new CopyKeys();
        try {
            for (Path file : files.recipientKeys()) {
                keys.recipientKeys.add(key(file, secrets));
            }
            for (Path file : files.holderKeys()) {
                keys.holderKeys.add(key(file, secrets));
            }
            for (Path file : files.shares()) {
                keys.shares.add(share(file));
            }
            for (Path file : files.sharePasswords()) {
                keys.sharePasswords.add(Passphrase.read(file));
            }
            return keys;
        } catch (KeyTransferException | RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    /**
     * Reads them, and what the secrets have for a copy where the files do not open it: the
     * password, when it is given, or when nothing else opens the copy here; then the passphrases of
     * share holders in the same way.
     *
     * @throws KeyTransferException when one cannot be read
     */
    public static CopyKeys readFor(MasterCopy copy, Files files, SourceSecrets secrets)
            throws KeyTransferException {
        CopyKeys keys = read(files, secrets);
        try {
            keys.addPasswordsFor(copy, secrets);
            return keys;
        } catch (KeyTransferException | RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    private static SoftwareKey key(Path file, SourceSecrets secrets) throws KeyTransferException {
        SoftwareKey key = PemSource.open(file, () -> secrets.password(file.toString()));
        try {
            key.description().requireRsa();
            return key;
        } catch (RefusedException e) {
            key.close();
            throw e;
        }
    }

    private static Share share(Path file) throws KeyTransferException {
        byte[] content = InputFile.read(file, MAX_SHARE_BYTES);
        try {
            return InputFile.parsed(file, content, Share::parse, FileKind.SHARE);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void addPasswordsFor(MasterCopy copy, SourceSecrets secrets)
            throws KeyTransferException {
        List<RecipientEntry> recipients = copy.manifest().recipients();
        boolean asked =
                secrets.isPasswordGiven()
                        || recipients.stream()
                                .noneMatch(r -> r.recipient() instanceof Recipient.InToken);
        if (isEmpty()
                && asked
                && recipients.stream().anyMatch(r -> r.recipient() instanceof Recipient.Password)) {
            password = secrets.password("master copy " + copy.id());
        }
        if (isEmpty() && asked) {
            askHoldersOf(copy, secrets);
        }
    }

    private void askHoldersOf(MasterCopy copy, SourceSecrets secrets) throws KeyTransferException {
        for (RecipientEntry entry : copy.manifest().recipients()) {
            if (entry.recipient() instanceof Recipient.Shares set
                    && set.sealing() == Recipient.Shares.Sealing.PASSPHRASE) {
                while (sharePasswords.size() < set.needed()) {
                    sharePasswords.add(
                            secrets.sharePassphrase(
                                    new SourceSecrets.ShareHolder(
                                            sharePasswords.size() + 1, set.needed())));
                }
                return;
            }
        }
    }

    /** Whether there is nothing to open a copy with in memory. */
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
