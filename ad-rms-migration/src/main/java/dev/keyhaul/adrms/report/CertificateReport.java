package dev.keyhaul.adrms.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;

/** A certificate or licence of AD RMS as reports show it. */
public final class CertificateReport {
    private CertificateReport() {}

    /**
     * Returns the key and the name in a server's licensor certificate; of another certificate or
     * licence, nothing.
     *
     * @throws KeyTransferException if the key is not one of AD RMS
     */
    public static JsonObject of(byte[] file) throws KeyTransferException {
        ServerLicensorCertificate certificate;
        try {
            certificate = ServerLicensorCertificate.parse(new String(file, UTF_8));
        } catch (MalformedInputException e) {
            return JsonObject.builder().build();
        }
        return JsonObject.builder()
                .put("fingerprint", certificate.fingerprint().toString())
                .put("server_name", certificate.name())
                .put("mode", certificate.mode().number())
                .put("modulus_bits", certificate.mode().modulusBits())
                .put("signature", certificate.signature().label())
                .build();
    }
}
