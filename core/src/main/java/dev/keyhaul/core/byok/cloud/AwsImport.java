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

/**
 * An import into AWS KMS.
 *
 * <p>[spec] AWS KMS API, ImportKeyMaterial: the ciphertext, the token of the same answer, and the
 * expiration model. AWS's default is that the material expires, so the command always names one.
 */
public final class AwsImport implements CloudImport {
    private final AwsParameters parameters;
    private final AwsAlgorithm algorithm;
    private final AwsExpiration expiration;

    private AwsImport(AwsParameters parameters, AwsAlgorithm algorithm, AwsExpiration expiration) {
        this.parameters = parameters;
        this.algorithm = algorithm;
        this.expiration = expiration;
    }

    /**
     * What the operator decides; AWS's answer says none of it.
     *
     * @param keyArn the key that the material goes to: genuine parameters of another key would give
     *     it to that key's account
     * @param algorithm the one that AWS was asked for
     * @param expiration whether and when AWS deletes the material
     */
    public record Choice(String keyArn, AwsAlgorithm algorithm, AwsExpiration expiration) {}

    /**
     * Reads the answer of {@code aws kms get-parameters-for-import}.
     *
     * @param now to judge by
     * @throws RefusedException if it has expired, or is of another key
     * @throws KeyTransferException if it is malformed
     */
    public static AwsImport read(byte[] json, Choice choice, Instant now)
            throws KeyTransferException {
        AwsParameters parameters = AwsParameters.parse(json);
        AwsParameters.arn(choice.keyArn);
        if (!parameters.keyArn().equals(choice.keyArn)) {
            throw new RefusedException(
                    Reason.CLOUD_PLACE_DIFFERS,
                    "the import parameters are for "
                            + parameters.keyArn()
                            + ", not for "
                            + choice.keyArn,
                    "the file cannot determine where the key goes: request the parameters for your key from AWS");
        }
        CloudFile.requireNotExpired(
                "the wrapping key and the import token",
                parameters.validUntil(),
                now,
                "they are valid for 24 hours: run 'aws kms get-parameters-for-import' again");
        choice.expiration.requireWithin(now);
        return new AwsImport(parameters, choice.algorithm, choice.expiration);
    }

    @Override
    public RSAPublicKey wrappingKey() {
        return parameters.wrappingKey();
    }

    @Override
    public String destination() {
        return parameters.keyArn();
    }

    @Override
    public Instant validUntil() {
        return parameters.validUntil();
    }

    @Override
    public String wrapping() {
        return algorithm.name();
    }

    @Override
    public OaepHash oaepHash() {
        return algorithm.oaepHash();
    }

    @Override
    public boolean isDirect() {
        return algorithm.isDirect();
    }

    @Override
    public void requireTakes(KeyDescription target) throws RefusedException {
        if (algorithm.takes(target)) {
            return;
        }
        List<String> fitting = AwsAlgorithm.fitting(target);
        if (fitting.isEmpty()) {
            throw new RefusedException(
                    Reason.DESTINATION_KEY_KIND,
                    "AWS KMS does not accept "
                            + target.name()
                            + "; it accepts RSA 2048, 3072 and 4096, EC P-256, P-384 and P-521, and"
                            + " AES 256");
        }
        throw new RefusedException(
                Reason.CLOUD_ALGORITHM,
                algorithm
                        + " does not match "
                        + target.name()
                        + "; "
                        + String.join(" or ", fitting)
                        + " does",
                "run 'aws kms get-parameters-for-import --wrapping-algorithm "
                        + fitting.get(0)
                        + "'");
    }

    @Override
    public Optional<Companion> companion() {
        return Optional.of(
                new Companion("import-token", "import token", parameters.importToken().clone()));
    }

    @Override
    public CloudFacts facts() {
        return new CloudFacts(
                destination(),
                Optional.of(new CloudFacts.OfAws(wrapping(), expiration.toString())),
                Optional.empty(),
                validUntil());
    }

    @Override
    public String command(Path ciphertext) {
        String form =
                expiration.at().isPresent()
                        ? "aws kms import-key-material --region %s --key-id %s"
                                + " --encrypted-key-material %s --import-token %s"
                                + " --expiration-model KEY_MATERIAL_EXPIRES --valid-to %s"
                        : "aws kms import-key-material --region %s --key-id %s"
                                + " --encrypted-key-material %s --import-token %s"
                                + " --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE";
        return form.formatted(
                parameters.region(),
                parameters.keyArn(),
                CloudFile.shellWord("fileb://" + ciphertext),
                CloudFile.shellWord("fileb://" + companion().orElseThrow().beside(ciphertext)),
                expiration.at().orElse(Instant.EPOCH));
    }
}
