package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.json.InlinePart;
import java.time.Instant;
import java.util.Optional;

/**
 * What decides where an import goes, as reports show it and approvals name it.
 *
 * @param destination the cloud's key that the material is imported into
 * @param validUntil until when the cloud takes the file (ISO 8601, UTC)
 */
public record CloudFacts(
        String destination, Optional<OfAws> aws, Optional<OfGcp> gcp, Instant validUntil)
        implements InlinePart {
    /**
     * Those of AWS KMS.
     *
     * @param wrappingAlgorithm the cloud's name of the wrapping
     * @param expiration when the key expires in the cloud
     */
    public record OfAws(String wrappingAlgorithm, String expiration) implements InlinePart {}

    /**
     * Those of Google Cloud KMS.
     *
     * @param importJob the import job
     * @param importMethod the cloud's name of the wrapping
     * @param protectionLevel the protection level
     * @param algorithm the key's algorithm in the cloud
     */
    public record OfGcp(
            String importJob, String importMethod, String protectionLevel, String algorithm)
            implements InlinePart {}
}
