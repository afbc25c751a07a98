package dev.keyhaul.backup.destination;

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
     * @throws KeyTransferException when it cannot be read, or is none
     */
    public static X509Certificate read(Path file) throws KeyTransferException {
        return InputFile.parse(file, MAX_BYTES, CertificateDer::parse, FileKind.CERTIFICATE);
    }
}
