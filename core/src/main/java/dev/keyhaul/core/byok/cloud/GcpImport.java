package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An import into Google Cloud KMS, by an import job. */
public final class GcpImport implements CloudImport {
    private final GcpJob job;
    private final GcpJob.Place key;
    private final String algorithm;

    private GcpImport(GcpJob job, GcpJob.Place key, String algorithm) {
        this.job = job;
        this.key = key;
        this.algorithm = algorithm;
    }

    /**
     * What the operator decides; the job says none of it.
     *
     * @param key the resource name of the key that gets the new version; it must be in the job's
     *     key ring
     * @param algorithm what the new version is used for, as gcloud names it
     */
    public record Choice(String key, String algorithm) {}

    /**
     * Reads the answer of {@code gcloud kms import-jobs describe --format json}.
     *
     * @param now to judge by
     * @throws RefusedException if the job is not active, has expired, or is of another key ring
     * @throws KeyTransferException if it is malformed
     */
    public static GcpImport read(byte[] json, Choice choice, Instant now)
            throws KeyTransferException {
        GcpJob job = GcpJob.parse(json);
        GcpJob.Place key = GcpJob.Place.parse(choice.key, "cryptoKeys");
        if (!key.keyRing().equals(job.place().keyRing())) {
            throw new RefusedException(
                    Reason.CLOUD_PLACE_DIFFERS,
                    "the import job is in "
                            + job.place().keyRing()
                            + ", but the key is in "
                            + key.keyRing(),
                    "create an import job in the key ring of the key");
        }
        CloudFile.requireNotExpired(
                "the import job",
                job.validUntil(),
                now,
                "it is valid for 3 days: create another one");
        return new GcpImport(job, key, choice.algorithm);
    }

    @Override
    public RSAPublicKey wrappingKey() {
        return job.wrappingKey();
    }

    @Override
    public String destination() {
        return key.name();
    }

    @Override
    public Instant validUntil() {
        return job.validUntil();
    }

    @Override
    public String wrapping() {
        return job.method().name();
    }

    @Override
    public OaepHash oaepHash() {
        return job.method().oaepHash;
    }

    @Override
    public boolean isDirect() {
        return job.method().direct;
    }

    @Override
    public void requireTakes(KeyDescription target) throws RefusedException {
        List<String> fitting = GcpAlgorithm.of(target);
        if (fitting.isEmpty()) {
            throw new RefusedException(
                    Reason.DESTINATION_KEY_KIND,
                    "Google Cloud KMS does not accept "
                            + target.name()
                            + "; it accepts RSA 2048, 3072 and 4096, EC P-256 and P-384, and AES 128"
                            + " and 256");
        }
        if (!fitting.contains(algorithm)) {
            throw new RefusedException(
                    Reason.CLOUD_ALGORITHM,
                    "the algorithm '" + algorithm + "' does not match " + target.name(),
                    "use one of: " + String.join(", ", fitting));
        }
        // Google takes EC keys so, too; no token wraps a private key by CKM_RSA_PKCS_OAEP.
        if (job.method().direct && !target.name().startsWith("AES ")) {
            throw new RefusedException(
                    Reason.CLOUD_ALGORITHM,
                    "the import job's method " + job.method() + " does not match " + target.name(),
                    "create an import job of the method rsa-oaep-"
                            + job.method().bits
                            + "-sha256-aes-256");
        }
    }

    @Override
    public Optional<Companion> companion() {
        return job.attestation()
                .map(
                        attestation ->
                                new Companion(
                                        "attestation",
                                        "attestation, kept and not checked",
                                        attestation.toUtf8()));
    }

    @Override
    public CloudFacts facts() {
        return new CloudFacts(
                destination(),
                Optional.empty(),
                Optional.of(
                        new CloudFacts.OfGcp(
                                job.place().name(), wrapping(), job.protectionLevel(), algorithm)),
                validUntil());
    }

    @Override
    public String command(Path ciphertext) {
        return ("gcloud kms keys versions import --project %s --location %s --keyring %s --key %s"
                        + " --import-job %s --algorithm %s --wrapped-key-file %s")
                .formatted(
                        key.project(),
                        key.location(),
                        key.ring(),
                        key.id(),
                        job.place().id(),
                        algorithm,
                        CloudFile.shellWord(ciphertext.toString()));
    }
}
