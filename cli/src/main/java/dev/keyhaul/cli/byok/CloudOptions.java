package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.cloud.AwsAlgorithm;
import dev.keyhaul.core.byok.cloud.AwsExpiration;
import dev.keyhaul.core.byok.cloud.AwsImport;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.byok.cloud.GcpImport;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a cloud's key management service gave for an import, and where the key goes there. */
final class CloudOptions {
    private static final String AWS = "--aws-parameters";
    private static final String GCP = "--gcp-import-job";

    @Option(
            names = AWS,
            paramLabel = "FILE",
            description =
                    "with --format aws, instead of --kek: the JSON of 'aws kms"
                            + " get-parameters-for-import'")
    private @Nullable Path awsParameters;

    @Option(
            names = "--aws-key",
            paramLabel = "ARN",
            description =
                    "the ARN of the KMS key that receives the key material: the parameters must belong to it")
    private @Nullable String awsKey;

    @Option(
            names = "--aws-algorithm",
            paramLabel = "ALGORITHM",
            description =
                    "the --wrapping-algorithm that you passed to AWS: RSA_AES_KEY_WRAP_SHA_256 or"
                            + " _SHA_1 for RSA and EC keys, RSAES_OAEP_SHA_256 or _SHA_1 for AES")
    private @Nullable AwsAlgorithm awsAlgorithm;

    @Option(
            names = "--aws-expires",
            paramLabel = "never|TIME",
            description =
                    "whether AWS deletes the key material, and when (such as 2027-01-31T12:00:00Z)")
    private @Nullable AwsExpiration awsExpires;

    @Option(
            names = GCP,
            paramLabel = "FILE",
            description =
                    "with --format gcp, instead of --kek: the JSON of 'gcloud kms import-jobs describe"
                            + " --format json'")
    private @Nullable Path gcpJob;

    @Option(
            names = "--gcp-key",
            paramLabel = "NAME",
            description =
                    "the key that gets the new version:"
                            + " projects/P/locations/L/keyRings/R/cryptoKeys/K")
    private @Nullable String gcpKey;

    @Option(
            names = "--gcp-algorithm",
            paramLabel = "ALGORITHM",
            description = "the new version's algorithm, such as rsa-sign-pkcs1-2048-sha256")
    private @Nullable String gcpAlgorithm;

    /** Returns the file of the cloud's answer, if there is one. */
    Optional<Path> file() {
        return Optional.ofNullable(awsParameters != null ? awsParameters : gcpJob);
    }

    /** Checks that the options belong together, and that one thing says which KEK it is. */
    void check(BlobFormat format, KekOptions kek, boolean oaepGiven) {
        boolean aws = isGiven(awsParameters, awsKey, awsAlgorithm, awsExpires);
        boolean gcp = isGiven(gcpJob, gcpKey, gcpAlgorithm);
        if (aws) {
            requireFormat(format, BlobFormat.AWS);
            requireAll(
                    AWS + ", --aws-key, --aws-algorithm and --aws-expires",
                    awsParameters,
                    awsKey,
                    awsAlgorithm,
                    awsExpires);
            kek.requireNone(AWS);
        }
        if (gcp) {
            requireFormat(format, BlobFormat.GCP);
            requireAll(GCP + ", --gcp-key and --gcp-algorithm", gcpJob, gcpKey, gcpAlgorithm);
            kek.requireNone(GCP);
        }
        if (!aws && !gcp) {
            kek.requireFile();
        } else if (oaepGiven) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--oaep cannot be used with a cloud's parameters",
                    "the algorithm or the import job names the hash: leave --oaep out");
        }
    }

    private static boolean isGiven(@Nullable Object... options) {
        return Stream.of(options).anyMatch(Objects::nonNull);
    }

    private static void requireAll(String names, @Nullable Object... options) {
        if (Stream.of(options).anyMatch(Objects::isNull)) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    names + " must be given together",
                    "the cloud's file does not state where the key goes, or how");
        }
    }

    private static void requireFormat(BlobFormat format, BlobFormat needed) {
        if (format != needed) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--" + needed.label() + "-… can only be used with --format " + needed.label(),
                    "give --format " + needed.label());
        }
    }

    /** Reads the cloud's answer. */
    CloudImport read(KekFile answer, Instant now) throws KeyTransferException {
        return InputFile.parsed(
                answer.path(),
                answer.content(),
                content -> read(content, now),
                awsParameters != null ? FileKind.AWS_PARAMETERS : FileKind.GCP_JOB);
    }

    private CloudImport read(byte[] content, Instant now) throws KeyTransferException {
        if (awsKey != null && awsAlgorithm != null && awsExpires != null) {
            return AwsImport.read(
                    content, new AwsImport.Choice(awsKey, awsAlgorithm, awsExpires), now);
        }
        return GcpImport.read(
                content,
                new GcpImport.Choice(String.valueOf(gcpKey), String.valueOf(gcpAlgorithm)),
                now);
    }
}
