package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.Sha256;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record in its folder: its file, and the signature beside it. Immutable.
 *
 * @since 0.1.0
 */
public final class StoredRecord {
    private final String name;
    private final CeremonyRecord record;
    private final byte[] file;
    private final String sha256;
    private final byte @Nullable [] signature;

    StoredRecord(String name, CeremonyRecord record, byte[] file, byte @Nullable [] signature) {
        this.name = name;
        this.record = record;
        this.file = file.clone();
        this.sha256 = Sha256.hex(file);
        this.signature = signature == null ? null : signature.clone();
    }

    /** Takes what was read. */
    static StoredRecord parse(String name, byte[] file, byte @Nullable [] signature)
            throws KeyTransferException {
        return new StoredRecord(name, ParsedRecords.of(file, Sha256.hex(file)), file, signature);
    }

    /** Returns the file's name. */
    public String name() {
        return name;
    }

    /** Returns its content. */
    public CeremonyRecord record() {
        return record;
    }

    /** Returns the SHA-256 of the file, by which later records name it. */
    public String sha256() {
        return sha256;
    }

    /**
     * Checks the signature, where the record says that it is signed.
     *
     * @throws CheckFailedException when it does not hold, or is not there
     */
    public void requireSignatureHolds() throws CheckFailedException {
        signature().requireHolds();
    }

    /**
     * Checks that one of these evidence keys signed it.
     *
     * @throws CheckFailedException when none did, or its signature does not hold
     */
    public void requireSignedBy(List<TrustedSigner> trusted) throws CheckFailedException {
        Arguments.notNull("trusted", trusted);
        signature().requireBy(trusted);
    }

    Optional<byte[]> signatureFile() {
        return Optional.ofNullable(signature).map(byte[]::clone);
    }

    private FileSignature signature() {
        return new FileSignature(name, file, record.signer(), signature);
    }
}
