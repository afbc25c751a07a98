package dev.keyhaul.core.byok.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsImportTest {
    private static final Instant VALID_UNTIL = Instant.parse(CloudAnswers.VALID);
    private static final Instant NOW = VALID_UNTIL.minus(Duration.ofHours(23));

    private static AwsImport read(String json) throws KeyTransferException {
        return read(json, AwsAlgorithm.RSA_AES_KEY_WRAP_SHA_256, "never", NOW);
    }

    private static AwsImport read(String json, AwsAlgorithm algorithm, String expires, Instant now)
            throws KeyTransferException {
        return AwsImport.read(
                CloudAnswers.utf8(json),
                new AwsImport.Choice(CloudAnswers.ARN, algorithm, AwsExpiration.parse(expires)),
                now);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795780800.25",
                "1795780800",
                "1.7957808E9",
                "\"2026-11-27T12:00:00Z\"",
                "\"2026-11-27T13:00:00+01:00\""
            })
    void answer_givesKeyTokenAndTime(String time) throws Exception {
        AwsImport read = read(CloudAnswers.aws().replace("1795780800.25", time));

        assertThat(read.wrappingKey()).isEqualTo(GeneratedKeys.rsaPublic(4096));
        assertThat(read.destination()).isEqualTo(CloudAnswers.ARN);
        assertThat(read.validUntil()).isEqualTo(VALID_UNTIL);
        assertThat(read.oaepHash()).isEqualTo(OaepHash.SHA256);
        CloudImport.Companion token = read.companion().orElseThrow();
        assertThat(token.content()).asString().isEqualTo("token");
        assertThat(token.beside(Path.of("x.bin"))).isEqualTo(Path.of("x.bin.import-token"));
    }

    @Test
    void command_namesTheExpirationModel_always() throws Exception {
        assertThat(read(CloudAnswers.aws()).command(Path.of("my key.bin")))
                .isEqualTo(
                        "aws kms import-key-material --region us-east-2 --key-id "
                                + CloudAnswers.ARN
                                + " --encrypted-key-material 'fileb://my key.bin'"
                                + " --import-token 'fileb://my key.bin.import-token'"
                                + " --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE");
        assertThat(
                        read(
                                        CloudAnswers.aws(),
                                        AwsAlgorithm.RSA_AES_KEY_WRAP_SHA_1,
                                        "2027-01-01T01:00:00+01:00",
                                        NOW)
                                .command(Path.of("a'b")))
                .contains("'fileb://a'\\''b' ")
                .endsWith(
                        " --expiration-model KEY_MATERIAL_EXPIRES --valid-to 2027-01-01T00:00:00Z");
    }

    @Test
    void expiredAnswer_isRefused_fromTheVerySecond() throws Exception {
        read(
                CloudAnswers.aws(),
                AwsAlgorithm.RSA_AES_KEY_WRAP_SHA_256,
                "never",
                VALID_UNTIL.minusSeconds(1));
        assertThatThrownBy(
                        () ->
                                read(
                                        CloudAnswers.aws(),
                                        AwsAlgorithm.RSA_AES_KEY_WRAP_SHA_256,
                                        "never",
                                        VALID_UNTIL))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the wrapping key and the import token expired at " + VALID_UNTIL);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-26T13:00:00Z", "2026-01-01T00:00:00Z", "2027-11-26T13:00:01Z"})
    void expiration_thatAwsDoesNotTake_isRefused(String time) {
        assertThatThrownBy(
                        () ->
                                read(
                                        CloudAnswers.aws(),
                                        AwsAlgorithm.RSA_AES_KEY_WRAP_SHA_256,
                                        time,
                                        NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("in the next 365 days");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Never", "2027-01-01", "2027-01-01T00:00:00", "365d"})
    void expiration_thatIsNone_isMalformed(String text) {
        assertThatThrownBy(() -> AwsExpiration.parse(text))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("not an expiration: " + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KeyId | Key | member KeyId is missing",
                "PublicKey | Key | member PublicKey is missing",
                "ImportToken | Token | member ImportToken is missing",
                "ParametersValidTo | ValidTo | member ParametersValidTo is missing",
                "1795780800.25 | true | member ParametersValidTo is not a time",
                "1795780800.25 | 1e99999 | member ParametersValidTo is not a time",
                "1795780800.25 | -1.5 | member ParametersValidTo is not a time",
                "1795780800.25 | \"tomorrow\" | member ParametersValidTo is not a time",
                "dG9rZW4= | dG9r#W4= | member ImportToken is not base64",
                "dG9rZW4= | '' | member ImportToken has 0 bytes",
                "\"PublicKey\": \"MI | \"PublicKey\": \"*I | member PublicKey is not base64",
                "\"PublicKey\": \"MI | \"PublicKey\": \"MA | member PublicKey is not an RSA public key",
                "arn:aws:kms | arn:aws:s3 | not the ARN of a KMS key",
                "key/1234abcd | key/$(id) | not the ARN of a KMS key",
                "key/1234abcd | alias/1234abcd | not the ARN of a KMS key"
            })
    void malformedAnswer_isNamed(String from, String to, String message) {
        String json = CloudAnswers.aws();
        assertThat(json).contains(from);

        assertThatThrownBy(() -> read(json.replace(from, to)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void tokenLongerThanAwss_isMalformed() {
        String longToken = "AAAA".repeat(2049);

        assertThatThrownBy(() -> read(CloudAnswers.aws().replace("dG9rZW4=", longToken)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("member ImportToken has 6147 bytes");
    }

    @Test
    void answerOfAnotherKey_orOfAChinaRegion_isRefused() {
        assertThatThrownBy(() -> read(CloudAnswers.aws().replace("1111222", "9999222")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not for " + CloudAnswers.ARN);
        assertThatThrownBy(() -> read(CloudAnswers.aws().replace("arn:aws:", "arn:aws-cn:")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("China Region");
    }

    @Test
    void cutAnswer_isMalformedAtEachByte() throws Exception {
        byte[] whole = CloudAnswers.utf8(CloudAnswers.aws().strip());
        AwsImport.Choice choice =
                new AwsImport.Choice(
                        CloudAnswers.ARN,
                        AwsAlgorithm.RSA_AES_KEY_WRAP_SHA_256,
                        AwsExpiration.parse("never"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> AwsImport.read(cut, choice, NOW))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @Test
    void rsaKey_needsRsaAes() throws Exception {
        KeyDescription rsa = KeyDescription.of(GeneratedKeys.rsaPublic(2048));
        read(CloudAnswers.aws()).requireTakes(rsa);
        AwsImport direct = read(CloudAnswers.aws(), AwsAlgorithm.RSAES_OAEP_SHA_256, "never", NOW);

        assertThatThrownBy(() -> direct.requireTakes(rsa))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "RSAES_OAEP_SHA_256 does not match RSA 2048; RSA_AES_KEY_WRAP_SHA_256 or"
                                + " RSA_AES_KEY_WRAP_SHA_1 does");
    }

    @Test
    void rsaKeyOfAnotherLength_isRefused() throws Exception {
        KeyDescription weak = KeyDescription.of(GeneratedKeys.rsaPublic(1024));
        AwsImport read = read(CloudAnswers.aws());

        assertThatThrownBy(() -> read.requireTakes(weak))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("AWS KMS does not accept RSA 1024; it accepts RSA 2048");
    }
}
