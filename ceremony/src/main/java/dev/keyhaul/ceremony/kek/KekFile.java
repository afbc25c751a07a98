package dev.keyhaul.ceremony.kek;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of a KEK, read once. It may hold a private key after all, so its content is zeroed when
 * the caller closes this. For one thread.
 *
 * @since 0.1.0
 */
public final class KekFile implements AutoCloseable {
    private static final int MAX_BYTES = 1024 * 1024;

    private final Path path;
    private final byte[] content;

    private KekFile(Path path, byte[] content) {
        this.path = path;
        this.content = content;
    }

    /**
     * Reads a file of at most 1 MiB.
     *
     * @throws KeyTransferException if it cannot be read
     */
    public static KekFile read(Path path) throws KeyTransferException {
        return new KekFile(path, InputFile.read(path, MAX_BYTES));
    }

    /**
     * Reads the KEK that a blob is compared with: a record, the vault's JSON, or a public key in
     * PEM or DER.
     *
     * @throws KeyTransferException if the file holds something else
     */
    public static LintContext.Kek describedIn(Path path) throws KeyTransferException {
        return InputFile.parse(
                path,
                MAX_BYTES,
                bytes ->
                        JsonObject.isMeant(bytes)
                                ? LintContext.Kek.of(KekRecord.parse(bytes))
                                : LintContext.Kek.of(PublicKeyEncoding.parse(bytes)),
                FileKind.KEK_RECORD,
                FileKind.orOtherKek());
    }

    /**
     * Returns the KEK, in any format.
     *
     * @param kid the identifier; needed for PEM and DER, else a repetition that must agree
     * @param now the time, against which its expiry is checked
     * @throws KeyTransferException if it is malformed, or the rules for KEKs forbid it
     */
    public KekCandidate candidate(@Nullable KeyIdentifier kid, Instant now)
            throws KeyTransferException {
        Arguments.notNull("now", now);
        return InputFile.parsed(
                path,
                content,
                bytes -> KekCandidate.read(bytes, kid, now),
                FileKind.KEK_RECORD,
                FileKind.orOtherKek());
    }

    /**
     * Returns the public key of a file that holds nothing else.
     *
     * @throws KeyTransferException if it is not an RSA public key in PEM or DER
     */
    public RSAPublicKey bareKey() throws KeyTransferException {
        return InputFile.parsed(path, content, PublicKeyEncoding::parse, FileKind.PUBLIC_KEY);
    }

    /**
     * Returns what a Managed HSM attests of the KEK; a PEM has nothing, and most records have none.
     *
     * @throws KeyTransferException if it is malformed
     */
    public Optional<HsmAttestation> attestation() throws KeyTransferException {
        return JsonObject.isMeant(content) ? HsmAttestation.find(content) : Optional.empty();
    }

    /** Notes the file as the KEK's. */
    public void note(RecordDraft record) {
        record.read(KeyFact.KEK, path, content);
    }

    /** Returns the path as it was given. */
    public Path path() {
        return path;
    }

    /** Returns a copy of the bytes. */
    public byte[] content() {
        return content.clone();
    }

    @Override
    public void close() {
        Arrays.fill(content, (byte) 0);
    }
}
