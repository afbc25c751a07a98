package dev.keyhaul.backup.destination;

import dev.keyhaul.batch.destination.DecidingFile;
import dev.keyhaul.batch.destination.DecidingFiles;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/** A certificate in PEM or DER. */
public final class RecipientCertificate {
    private static final int MAX_BYTES = 64 * 1024;

    private RecipientCertificate() {}

    /**
     * Reads it.
     *
     * @throws KeyTransferException if it cannot be read, or is not a certificate
     */
    public static X509Certificate read(Path file) throws KeyTransferException {
        return parse(DecidingFile.read(file, MAX_BYTES));
    }

    /**
     * Reads it as one of the files that decide where the keys of a batch go.
     *
     * @throws KeyTransferException if it cannot be read, or is not a certificate
     */
    static DecidingFile among(DecidingFiles files, Path file) throws KeyTransferException {
        return files.read(file, MAX_BYTES);
    }

    /**
     * Parses what was read.
     *
     * @throws KeyTransferException when it is no certificate
     */
    static X509Certificate parse(DecidingFile file) throws KeyTransferException {
        return file.parse(
                bytes ->
                        InputFile.parsed(
                                file.path(), bytes, CertificateDer::parse, FileKind.CERTIFICATE));
    }
}
