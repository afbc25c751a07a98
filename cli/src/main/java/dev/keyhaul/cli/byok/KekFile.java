package dev.keyhaul.cli.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;

/** A file of a KEK that a blob is compared with. */
public final class KekFile {
    private static final int MAX_BYTES = 1024 * 1024;

    private KekFile() {}

    /**
     * Reads a record, the vault's JSON, or a public key in PEM or DER.
     *
     * @throws KeyTransferException when it is none of them
     */
    public static LintContext.Kek read(Path file) throws KeyTransferException {
        return InputFile.parse(
                file,
                MAX_BYTES,
                bytes ->
                        KekRecord.looksLikeJson(bytes)
                                ? LintContext.Kek.of(KekRecord.parse(bytes))
                                : LintContext.Kek.of(PublicKeyEncoding.parse(bytes)));
    }
}
