package dev.keyhaul.reports.inspect;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;

/** What matters of a file that no secret opens. No signature in it is verified. */
public final class FileFacts {
    private FileFacts() {}

    /**
     * Returns the facts; none of a kind that a secret opens, that another module reports, or that
     * its name says all about.
     *
     * @param kind what the file is
     * @throws KeyTransferException if the content is malformed
     */
    public static JsonObject of(FileKind kind, byte[] content) throws KeyTransferException {
        return switch (kind) {
            case PUBLIC_KEY -> PublicFacts.key(content);
            case CERTIFICATE -> PublicFacts.certificates(content);
            case CERTIFICATE_REQUEST -> PublicFacts.request(content);
            case KEK_RECORD, VAULT_KEY, ATTESTATION, PRIVATE_JWK -> VaultFacts.of(content);
            case AWS_PARAMETERS -> CloudFacts.aws(content);
            case GCP_JOB -> CloudFacts.gcp(content);
            case APPROVAL_REQUEST, CEREMONY_RECORD, REPORT, COPY_MANIFEST, STORE_MARKER ->
                    DocumentFacts.of(kind, content);
            case STORE_JOURNAL, BATCH_MANIFEST, BATCH_JOURNAL -> LineFacts.of(kind, content);
            case BLOB,
                    PRIVATE_KEY,
                    ENCRYPTED_PRIVATE_KEY,
                    OPENSSH_KEY,
                    WINDOWS_KEY,
                    PFX,
                    CMS,
                    SHARE,
                    PASSPHRASE_SHARE,
                    TPD,
                    XRML,
                    PAGE,
                    CIPHERTEXT,
                    AZ_JSON,
                    LOCAL_VAULT_ACCESS,
                    STATUS_FILE ->
                    JsonObject.builder().build();
        };
    }

    /** Returns a fingerprint as reports have it. */
    static String text(Fingerprint fingerprint) {
        return fingerprint.toString();
    }
}
