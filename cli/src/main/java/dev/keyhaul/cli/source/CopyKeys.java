package dev.keyhaul.cli.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.backup.recipient.CopyOpener;
import dev.keyhaul.core.backup.recipient.PrivateKeyOpener;
import dev.keyhaul.core.backup.recipient.SharesOpener;
import dev.keyhaul.core.backup.shares.Share;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an operator has to open a master copy in memory, and what must be closed after it. */
public final class CopyKeys implements AutoCloseable {
    private static final int MAX_SHARE_BYTES = 4096;

    private final List<SoftwareKey> recipientKeys = new ArrayList<>();
    private final List<SoftwareKey> holderKeys = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();

    private CopyKeys() {}

    /**
     * Reads private keys and shares.
     *
     * @param recipientKeys private keys to certificates that copies are made for
     * @param holderKeys private keys of share holders
     * @param shares opened shares
     * @throws KeyTransferException when one cannot be read
     */
    public static CopyKeys read(List<Path> recipientKeys, List<Path> holderKeys, List<Path> shares)
            throws KeyTransferException {
        CopyKeys keys = new CopyKeys();
        try {
            for (Path file : recipientKeys) {
                keys.recipientKeys.add(PemSource.open(file));
            }
            for (Path file : holderKeys) {
                keys.holderKeys.add(PemSource.open(file));
            }
            for (Path file : shares) {
                keys.shares.add(share(file));
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

    /** Tells whether there is nothing to open a copy with in memory. */
    public boolean isEmpty() {
        return recipientKeys.isEmpty() && holderKeys.isEmpty() && shares.isEmpty();
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
        recipientKeys.forEach(key -> openers.add(new PrivateKeyOpener(key)));
        openers.add(new SharesOpener(shares, holderKeys));
        return openers;
    }

    /** Wipes the keys and shares. */
    @Override
    public void close() {
        recipientKeys.forEach(SoftwareKey::close);
        holderKeys.forEach(SoftwareKey::close);
        shares.forEach(Share::close);
    }
}
