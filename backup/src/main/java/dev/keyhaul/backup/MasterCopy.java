package dev.keyhaul.backup;

import dev.keyhaul.backup.format.ManifestFormat;
import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.WrappedKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A master copy in its store: a readable manifest, and files that are there.
 *
 * <pre>{@code
 * MasterCopy copy = MasterCopyStore.open(storeFolder).get(id);
 * copy.requireExpected(fingerprint); // kept elsewhere: a copy says itself which key it holds
 * copy.verify(); // each file, and the signature if it has one
 * }</pre>
 *
 * <p>Immutable, and it has no open file. The manifest is read once, when the copy is opened: all
 * that is checked and said later is of these bytes. Every other file is read, and checked against
 * the manifest, at each call.
 *
 * @since 0.1.0
 */
public final class MasterCopy {
    private final CopyFiles files;
    private final byte[] json;
    private final Manifest manifest;

    private MasterCopy(CopyFiles files, byte[] json, Manifest manifest) {
        this.files = files;
        this.json = json;
        this.manifest = manifest;
    }

    /** Reads the copy {@code id} in {@code folder}, whose name need not be the id yet. */
    static MasterCopy open(Path folder, CopyId id) throws KeyTransferException {
        CopyFiles files = new CopyFiles(folder);
        byte[] json = files.manifest();
        Manifest manifest = parse(json, id);
        if (!manifest.id().equals(id)) {
            throw Damage.because("the copy " + id + " has a manifest with the ID " + manifest.id());
        }
        for (Manifest.FileEntry file : manifest.files()) {
            files.requirePresent(file);
        }
        return new MasterCopy(files, json, manifest);
    }

    private static Manifest parse(byte[] json, CopyId id) throws KeyTransferException {
        try {
            return ManifestFormat.read(json);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    e.reason(),
                    "manifest of copy " + id + ": " + e.getMessage(),
                    e.hint().orElse(null),
                    e);
        }
    }

    /** A copy of another store, laid into this one, is no copy of this store. */
    MasterCopy requireOf(Manifest.StoreId store) throws CheckFailedException {
        if (!manifest.store().equals(store)) {
            throw Damage.because(
                    "the copy "
                            + id()
                            + " belongs to store "
                            + manifest.store()
                            + ", not to "
                            + store);
        }
        return this;
    }

    MasterCopy requireVerified() throws KeyTransferException {
        verify();
        return this;
    }

    /** {@return the copy's id} */
    public CopyId id() {
        return manifest.id();
    }

    /** {@return the copy's manifest} */
    public Manifest manifest() {
        return manifest;
    }

    /** {@return the copy's folder} */
    public Path folder() {
        return files.folder();
    }

    /**
     * Checks whose key this is. The copy brings its own public key, so only a fingerprint from
     * elsewhere can tell.
     *
     * @param expected the fingerprint, kept outside of the store
     * @throws CheckFailedException when it is another key than expected
     */
    public void requireExpected(Fingerprint expected) throws CheckFailedException {
        Arguments.notNull("expected", expected);
        if (!expected.equals(manifest.fingerprint())) {
            throw new CheckFailedException(
                    Reason.COPY_NOT_FOUND,
                    "copy "
                            + id()
                            + " contains the key "
                            + manifest.fingerprint()
                            + ", not "
                            + expected);
        }
    }

    /**
     * Reads what one recipient opens.
     *
     * @param recipient one of the manifest's recipients
     * @return the wrapped key, with how it was made
     * @throws CheckFailedException when its bytes are not the recorded ones
     * @throws FileException when its file is not readable
     */
    public WrappedKey readWrapped(RecipientEntry recipient) throws KeyTransferException {
        Arguments.notNull("recipient", recipient);
        byte[] ciphertext = files.content(manifest.filesOf(recipient).get(0));
        return WrappedKey.of(ciphertext, recipient.method(), recipient.recipient().identity())
                .strategy(recipient.strategy())
                .proof(recipient.proof())
                .notes(recipient.notes())
                .build(manifest.description(), manifest.origin());
    }

    /**
     * Reads what was sealed to the holders of shares, one after the other.
     *
     * @param recipient one of the manifest's recipients
     * @return the sealed shares, in the order of their holders
     * @throws CheckFailedException when the bytes are not the recorded ones
     * @throws FileException when a file is not readable
     */
    public List<byte[]> readSealedShares(RecipientEntry recipient) throws KeyTransferException {
        Arguments.notNull("recipient", recipient);
        List<byte[]> shares = new ArrayList<>();
        List<Manifest.FileEntry> entries = manifest.filesOf(recipient);
        for (Manifest.FileEntry file : entries.subList(1, entries.size())) {
            shares.add(files.content(file));
        }
        return shares;
    }

    /**
     * Reads every file of the copy, and checks its signature where it has one; whose signature that
     * is, nobody knows yet.
     *
     * @return {@link Authenticity#CONSISTENT}: the files belong together
     * @throws KeyTransferException when a file is missing, changed, or not listed
     */
    public Authenticity verify() throws KeyTransferException {
        readVerified();
        return Authenticity.CONSISTENT;
    }

    /** Returns every file by its name, the manifest last: the very bytes that were checked. */
    Map<String, byte[]> readVerified() throws KeyTransferException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        for (Manifest.FileEntry file : manifest.files()) {
            content.put(file.name(), files.content(file));
        }
        files.requireNoOthers(manifest);
        KeyDescription signer = manifest.signedBy();
        if (signer != null) {
            byte[] signature = files.signature();
            if (!KeyChallenge.verifiesRs256(signer.requireRsa(), json, signature)) {
                throw Damage.because("the signature of copy " + id() + "'s manifest is not valid");
            }
            content.put(CopyFiles.SIGNATURE, signature);
        }
        content.put(CopyFiles.MANIFEST, manifestFile());
        return content;
    }

    /**
     * Reads every file of the copy and checks that the trusted evidence key signed it.
     *
     * @param trusted the evidence key, known from elsewhere
     * @return that the copy is authentic
     * @throws CheckFailedException when it is not signed by that key
     * @throws KeyTransferException when a file is missing, changed, or not listed
     */
    public Authenticity verify(TrustedSigner trusted) throws KeyTransferException {
        Arguments.notNull("trusted", trusted);
        verify();
        trusted.requireSigned("the manifest of copy " + id(), manifest.signer().orElse(null));
        return Authenticity.AUTHENTIC;
    }

    /** {@return the manifest's bytes, as they were read when the copy was opened} */
    public byte[] manifestFile() {
        return json.clone();
    }

    /** {@return the SHA-256 of the manifest's bytes in hex, as the journal has it} */
    public String manifestSha256() {
        return Sha256.hex(json);
    }

    @Override
    public String toString() {
        return "MasterCopy[" + id() + "]";
    }
}
