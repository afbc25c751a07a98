package dev.keyhaul.core.backup;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.backup.manifest.Damage;
import dev.keyhaul.core.backup.manifest.FileEntry;
import dev.keyhaul.core.backup.manifest.Manifest;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.backup.v1.ManifestFormat;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrappedKey;
import java.nio.file.Path;

/**
 * A master copy in its store: a readable manifest, and files that are there.
 *
 * <p>Immutable, and it holds no open file: the files are read, and checked, at each call.
 */
public final class MasterCopy {
    private final CopyFiles files;
    private final Manifest manifest;

    private MasterCopy(CopyFiles files, Manifest manifest) {
        this.files = files;
        this.manifest = manifest;
    }

    /** Reads the copy {@code id} in {@code folder}, whose name need not be the id yet. */
    static MasterCopy open(Path folder, CopyId id) throws KeyTransferException {
        CopyFiles files = new CopyFiles(folder);
        Manifest manifest = readManifest(files, id);
        if (!manifest.id().equals(id)) {
            throw Damage.because("the copy " + id + " says that it is " + manifest.id());
        }
        for (FileEntry file : manifest.files()) {
            files.requirePresent(file);
        }
        return new MasterCopy(files, manifest);
    }

    private static Manifest readManifest(CopyFiles files, CopyId id) throws KeyTransferException {
        byte[] file = files.manifest();
        try {
            return ManifestFormat.read(file);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    "manifest of copy " + id + ": " + e.getMessage(), e.hint().orElse(null), e);
        }
    }

    /** Returns the copy's id. */
    public CopyId id() {
        return manifest.id();
    }

    /** Returns what the copy says of itself. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns the copy's folder. */
    public Path folder() {
        return files.folder();
    }

    /**
     * Checks whose key this is. The copy brings its own public key, so only a fingerprint from
     * elsewhere can tell.
     *
     * @throws CheckFailedException when it is another key than expected
     */
    public void requireExpected(Fingerprint expected) throws CheckFailedException {
        if (!expected.equals(manifest.fingerprint())) {
            throw new CheckFailedException(
                    "copy "
                            + id()
                            + " is of the key "
                            + manifest.fingerprint()
                            + ", not of "
                            + expected,
                    "'backup list' shows each copy's fingerprint");
        }
    }

    /**
     * Reads what one recipient opens.
     *
     * @throws CheckFailedException when its bytes are not the recorded ones
     * @throws FileException when its file is not readable
     */
    public WrappedKey readWrapped(RecipientEntry recipient) throws KeyTransferException {
        byte[] ciphertext = files.content(manifest.fileOf(recipient));
        return new WrappedKey(
                ciphertext,
                recipient.method(),
                recipient.recipient().identity(),
                manifest.publicKey(),
                manifest.origin(),
                recipient.strategy(),
                recipient.proof(),
                recipient.notes());
    }

    /**
     * Reads every byte of the copy again and tells what that proves.
     *
     * @throws KeyTransferException when a file is missing, changed, or not listed
     */
    public Authenticity verify() throws KeyTransferException {
        if (!readManifest(files, id()).equals(manifest)) {
            throw Damage.because("the manifest of copy " + id() + " was changed meanwhile");
        }
        for (FileEntry file : manifest.files()) {
            files.content(file);
        }
        files.requireNoOthers(manifest);
        return Authenticity.CONSISTENT;
    }

    @Override
    public String toString() {
        return "MasterCopy[" + id() + "]";
    }
}
