package dev.keyhaul.backup.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.InputFile;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
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
        byte[] content = InputFile.read(file, MAX_BYTES);
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new MalformedInputException(
                    "not an X.509 certificate: " + file, "give it in PEM or DER form", e);
        }
    }
}
