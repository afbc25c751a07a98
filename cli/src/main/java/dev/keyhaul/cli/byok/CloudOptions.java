package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
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
import java.util.List;
import java.util.Optional;

/** What a cloud's key management service gave for an import, and where the key goes there. */
record CloudOptions(Given given) {

    static final Opt<Path> AWS_PARAMETERS =
            Opt.input(
                    "--aws-parameters FILE",
                    "with --format aws, instead of --kek: the JSON of 'aws kms"
                            + " get-parameters-for-import'");

    static final Opt<String> AWS_KEY =
            Opt.text(
                    "--aws-key ARN",
                    "the ARN of the KMS key that receives the key material: the parameters must belong to it");

    static final Opt<AwsAlgorithm> AWS_ALGORITHM =
            Opt.of(
                    "--aws-algorithm ALGORITHM",
                    Kind.names(AwsAlgorithm.class, "algorithm"),
                    "the --wrapping-algorithm that you passed to AWS: RSA_AES_KEY_WRAP_SHA_256 or"
                            + " _SHA_1 for RSA and EC keys, RSAES_OAEP_SHA_256 or _SHA_1 for AES");

    static final Opt<AwsExpiration> AWS_EXPIRES =
            Opt.of(
                    "--aws-expires never|TIME",
                    Kinds.awsExpiration(),
                    "whether AWS deletes the key material, and when (such as 2027-01-31T12:00:00Z)");

    static final Opt<Path> GCP_IMPORT_JOB =
            Opt.input(
                    "--gcp-import-job FILE",
                    "with --format gcp, instead of --kek: the JSON of 'gcloud kms import-jobs describe"
                            + " --format json'");

    static final Opt<String> GCP_KEY =
            Opt.text(
                    "--gcp-key NAME",
                    "the key that gets the new version:"
                            + " projects/P/locations/L/keyRings/R/cryptoKeys/K");

    static final Opt<String> GCP_ALGORITHM =
            Opt.text(
                    "--gcp-algorithm ALGORITHM",
                    "the new version's algorithm, such as rsa-sign-pkcs1-2048-sha256");

    private static final List<Opt<?>> OF_AWS =
            List.of(AWS_PARAMETERS, AWS_KEY, AWS_ALGORITHM, AWS_EXPIRES);
    private static final List<Opt<?>> OF_GCP = List.of(GCP_IMPORT_JOB, GCP_KEY, GCP_ALGORITHM);

    public static final Rows ROWS =
            Rows.of(CloudOptions.class, Heading.CLOUDS)
                    .and(
                            AWS_PARAMETERS,
                            AWS_KEY,
                            AWS_ALGORITHM,
                            AWS_EXPIRES,
                            GCP_IMPORT_JOB,
                            GCP_KEY,
                            GCP_ALGORITHM);

    /** Returns the file of the cloud's answer, if there is one. */
    Optional<Path> file() {
        return given.find(AWS_PARAMETERS).or(() -> given.find(GCP_IMPORT_JOB));
    }

    /** Checks that the options belong together, and that one thing says which KEK it is. */
    void check(BlobFormat format, KekOptions kek, boolean oaepGiven) {
        boolean aws = OF_AWS.stream().anyMatch(given::has);
        boolean gcp = OF_GCP.stream().anyMatch(given::has);
        if (aws) {
            requireFormat(format, BlobFormat.AWS);
            requireAll(
                    AWS_PARAMETERS.name() + ", --aws-key, --aws-algorithm and --aws-expires",
                    OF_AWS);
            kek.requireNone(AWS_PARAMETERS.name());
        }
        if (gcp) {
            requireFormat(format, BlobFormat.GCP);
            requireAll(GCP_IMPORT_JOB.name() + ", --gcp-key and --gcp-algorithm", OF_GCP);
            kek.requireNone(GCP_IMPORT_JOB.name());
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

    private void requireAll(String names, List<Opt<?>> options) {
        if (!options.stream().allMatch(given::has)) {
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
                given.has(AWS_PARAMETERS) ? FileKind.AWS_PARAMETERS : FileKind.GCP_JOB);
    }

    private CloudImport read(byte[] content, Instant now) throws KeyTransferException {
        String key = given.get(AWS_KEY);
        AwsAlgorithm algorithm = given.get(AWS_ALGORITHM);
        AwsExpiration expires = given.get(AWS_EXPIRES);
        if (key != null && algorithm != null && expires != null) {
            return AwsImport.read(content, new AwsImport.Choice(key, algorithm, expires), now);
        }
        return GcpImport.read(
                content,
                new GcpImport.Choice(
                        String.valueOf(given.get(GCP_KEY)),
                        String.valueOf(given.get(GCP_ALGORITHM))),
                now);
    }
}
