package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import java.math.BigDecimal;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code aws kms get-parameters-for-import} prints.
 *
 * <p>[spec] AWS KMS API, GetParametersForImport, response: KeyId (the key's ARN), PublicKey and
 * ImportToken (base64; the token has at most 6144 bytes), ParametersValidTo. Version 1 of the tool
 * prints that time as decimal seconds, version 2 in ISO 8601 ({@code cli_timestamp_format}).
 * PublicKey is SubjectPublicKeyInfo in DER (Developer Guide, "Download the wrapping public key").
 *
 * @param keyArn the key that the material is imported into
 * @param region the region in it
 * @param wrappingKey the public key for this import
 * @param importToken binds the import to the key; not secret
 * @param validUntil when both expire
 */
@SuppressWarnings("ArrayRecordComponent") // its owner never compares it
record AwsParameters(
        String keyArn,
        String region,
        RSAPublicKey wrappingKey,
        byte[] importToken,
        Instant validUntil) {
    private static final Pattern KEY_ARN =
            Pattern.compile(
                    "arn:(?<partition>aws[a-z-]*):kms:(?<region>[a-z0-9-]{1,40}):[0-9]{12}:key/[A-Za-z0-9-]{1,128}");

    private static final int MAX_TOKEN_BYTES = 6144;
    private static final String AGAIN =
            "run 'aws kms get-parameters-for-import' again, and do not edit its output";

    static AwsParameters parse(byte[] json) throws KeyTransferException {
        JsonObject file = JsonObject.parse(json);
        String arn = file.string("KeyId");
        Matcher parts = arn(arn);
        return new AwsParameters(
                arn,
                parts.group("region"),
                CloudFile.wrappingKey(
                        "PublicKey", CloudFile.base64(file, "PublicKey", AGAIN), AGAIN),
                token(file),
                validUntil(file));
    }

    /** The pattern leaves nothing that a shell would read, for the command that is printed. */
    static Matcher arn(String text) throws KeyTransferException {
        Matcher parts = KEY_ARN.matcher(text);
        if (!parts.matches()) {
            throw new MalformedInputException(
                    Reason.CLOUD_FILE,
                    "not the ARN of a KMS key: " + text,
                    "it must look like arn:aws:kms:REGION:ACCOUNT:key/ID");
        }
        if (parts.group("partition").equals("aws-cn")) {
            // [spec] Developer Guide, "Encrypt the key material".
            throw new RefusedException(
                    Reason.CLOUD_ALGORITHM,
                    "the key is in a China Region, where AWS KMS accepts neither RSA_AES_KEY_WRAP nor 256-bit symmetric keys",
                    "import it with AWS's own procedure");
        }
        return parts;
    }

    private static byte[] token(JsonObject file) throws KeyTransferException {
        byte[] token = CloudFile.base64(file, "ImportToken", AGAIN);
        if (token.length == 0 || token.length > MAX_TOKEN_BYTES) {
            throw new MalformedInputException(
                    Reason.CLOUD_FILE,
                    "member ImportToken has "
                            + token.length
                            + " bytes; expected 1 to "
                            + MAX_TOKEN_BYTES,
                    AGAIN);
        }
        return token;
    }

    private static Instant validUntil(JsonObject file) throws MalformedInputException {
        Object value = file.value("ParametersValidTo").orElse("");
        if (value instanceof BigDecimal seconds
                && seconds.precision() - seconds.scale() <= 11
                && seconds.signum() > 0) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        return file.time("ParametersValidTo");
    }
}
