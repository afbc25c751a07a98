package dev.keyhaul.cli.inspect;

import dev.keyhaul.adrms.report.CertificateReport;
import dev.keyhaul.backup.report.ShareReport;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.json.JsonObject;

/** What matters of a file that no secret opens. No signature in it is verified. */
final class FactsByKind {
    private FactsByKind() {}

    /**
     * Returns the facts; none of a kind that a secret opens, that {@link Inspection} shows, or that
     * its name says all about.
     *
     * @param kind what the file is
     * @throws KeyTransferException if the content is malformed
     */
    static JsonObject of(FileKind kind, byte[] content) throws KeyTransferException {
        JsonObject.Builder facts = JsonObject.builder().putAll(read(kind, content));
        kind.conversion().ifPresent(command -> facts.put("convert", command));
        return facts.build();
    }

    private static JsonObject read(FileKind kind, byte[] content) throws KeyTransferException {
        return switch (kind) {
            case PUBLIC_KEY -> PublicFacts.key(content);
            case CERTIFICATE -> PublicFacts.certificates(content);
            case CERTIFICATE_REQUEST -> PublicFacts.request(content);
            case KEK_RECORD -> VaultJsonFacts.ofRecord(content);
            case VAULT_KEY, ATTESTATION, PRIVATE_JWK -> VaultJsonFacts.of(content);
            case AWS_PARAMETERS -> CloudFacts.aws(content);
            case GCP_JOB -> CloudFacts.gcp(content);
            case APPROVAL_REQUEST, CEREMONY_RECORD, REPORT, COPY_MANIFEST, STORE_MARKER ->
                    DocumentFacts.of(kind, content);
            case SHARE -> ShareReport.of(content);
            case XRML -> CertificateReport.of(content);
            case STORE_JOURNAL, BATCH_MANIFEST, BATCH_JOURNAL -> LineFacts.of(kind, content);
            case OPENSSH_KEY,
                    OPENSSH_PUBLIC_KEY,
                    JAVA_KEYSTORE,
                    BOUNCY_CASTLE_KEYSTORE,
                    BASE64,
                    BLOB,
                    PRIVATE_KEY,
                    ENCRYPTED_PRIVATE_KEY,
                    WINDOWS_KEY,
                    PFX,
                    CMS,
                    PASSPHRASE_SHARE,
                    TPD,
                    PAGE,
                    CIPHERTEXT,
                    AZ_JSON,
                    LOCAL_VAULT_ACCESS,
                    STATUS_FILE ->
                    JsonObject.builder().build();
        };
    }
}
