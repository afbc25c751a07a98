package dev.keyhaul.core.byok.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcpImportTest {
    private static final Instant VALID_UNTIL = Instant.parse("2026-11-27T12:00:00.123456789Z");
    private static final Instant NOW = VALID_UNTIL.minusSeconds(1);
    private static final String KEY = CloudAnswers.RING + "/cryptoKeys/tenant";
    private static final GcpImport.Choice CHOICE =
            new GcpImport.Choice(KEY, "rsa-sign-pkcs1-2048-sha256");

    private static GcpImport read(String json) throws KeyTransferException {
        return GcpImport.read(CloudAnswers.utf8(json), CHOICE, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_OAEP_3072_SHA1_AES_256, 3072, SHA1, false",
        "RSA_OAEP_4096_SHA1_AES_256, 4096, SHA1, false",
        "RSA_OAEP_3072_SHA256_AES_256, 3072, SHA256, false",
        "RSA_OAEP_4096_SHA256_AES_256, 4096, SHA256, false",
        "RSA_OAEP_3072_SHA256, 3072, SHA256, true",
        "RSA_OAEP_4096_SHA256, 4096, SHA256, true"
    })
    void job_givesKeyMethodAndTime(String method, int bits, OaepHash hash, boolean direct)
            throws Exception {
        GcpImport read = read(CloudAnswers.gcp(method, bits));

        assertThat(read.wrappingKey()).isEqualTo(GeneratedKeys.rsaPublic(bits));
        assertThat(read.destination()).isEqualTo(KEY);
        assertThat(read.validUntil()).isEqualTo(VALID_UNTIL);
        assertThat(read.oaepHash()).isEqualTo(hash);
        assertThat(read.isDirect()).isEqualTo(direct);
        assertThat(read.wrapping()).isEqualTo(method);
    }

    @Test
    void attestation_isKeptAsItCame() throws Exception {
        CloudImport.Companion kept = read(CloudAnswers.gcp()).companion().orElseThrow();

        assertThat(JsonObject.parse(kept.content()))
                .isEqualTo(
                        JsonObject.parse(CloudAnswers.utf8(CloudAnswers.gcp()))
                                .object("attestation"));
        assertThat(kept.beside(Path.of("x.bin"))).isEqualTo(Path.of("x.bin.attestation"));
        assertThat(read(CloudAnswers.gcp().replace("\"attestation\"", "\"other\"")).companion())
                .isEmpty();
    }

    @Test
    void command_isWhole() throws Exception {
        assertThat(read(CloudAnswers.gcp()).command(Path.of("dir/my key.bin")))
                .isEqualTo(
                        "gcloud kms keys versions import --project my-project --location"
                                + " europe-west3 --keyring ring --key tenant --import-job job-1"
                                + " --algorithm rsa-sign-pkcs1-2048-sha256 --wrapped-key-file"
                                + " 'dir/my key.bin'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACTIVE | EXPIRED | the import job is EXPIRED",
                "ACTIVE | PENDING_GENERATION | the import job is PENDING_GENERATION",
                "RSA_OAEP_4096 | RSA_OAEP_3072 | the import job's method is RSA_OAEP_3072_SHA256",
                "2026-11-27 | 2026-11-26 | the import job expired at 2026-11-26T12:00:00.123456789Z",
                "keyRings/ring/ | keyRings/staging/ | the import job is in projects/my-project"
            })
    void jobThatCannotBeUsed_isRefused(String from, String to, String message) {
        assertThat(CloudAnswers.gcp()).contains(from);
        assertThatThrownBy(() -> read(CloudAnswers.gcp().replace(from, to)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"state\" | \"s\" | member state is missing",
                "\"name\" | \"n\" | member name is missing",
                "\"importMethod\" | \"i\" | member importMethod is missing",
                "\"publicKey\" | \"p\" | member publicKey is missing",
                "\"pem\" | \"p\" | member publicKey.pem is missing",
                "\"expireTime\" | \"e\" | member expireTime is missing",
                "\"protectionLevel\" | \"p\" | member protectionLevel is missing",
                "2026-11-27T | tomorrow | member expireTime is not a time",
                "RSA_OAEP_4096_SHA256_AES_256 | HPKE_KEM | member importMethod is 'HPKE_KEM'",
                "importJobs/job-1 | importJobs/$(id) | not a Google Cloud name of importJobs",
                "importJobs/job-1 | cryptoKeys/job-1 | not a Google Cloud name of importJobs",
                "nMII | nMIIA | member publicKey.pem is not an RSA public key"
            })
    void malformedJob_isNamed(String from, String to, String message) {
        assertThat(CloudAnswers.gcp()).contains(from);
        assertThatThrownBy(() -> read(CloudAnswers.gcp().replace(from, to)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void cutJob_isMalformedAtEachByte() {
        byte[] whole = CloudAnswers.utf8(CloudAnswers.gcp().strip());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> GcpImport.read(cut, CHOICE, NOW))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @Test
    void keyThatIsNoCryptoKey_isMalformed() {
        assertThatThrownBy(
                        () ->
                                GcpImport.read(
                                        CloudAnswers.utf8(CloudAnswers.gcp()),
                                        new GcpImport.Choice("tenant", "x"),
                                        NOW))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("not a Google Cloud name of cryptoKeys");
    }

    @Test
    void algorithmOfAnotherLength_isRefused_withThoseThatFit() throws Exception {
        KeyDescription rsa = KeyDescription.of(GeneratedKeys.rsaPublic(3072));

        assertThatThrownBy(() -> read(CloudAnswers.gcp()).requireTakes(rsa))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the algorithm 'rsa-sign-pkcs1-2048-sha256' does not match RSA 3072")
                .extracting(e -> ((KeyTransferException) e).hint().orElse(""))
                .asString()
                .contains("rsa-sign-pkcs1-3072-sha256");
    }

    @Test
    void rsaKey_needsAnAesKeyBetween() throws Exception {
        KeyDescription rsa = KeyDescription.of(GeneratedKeys.rsaPublic(2048));
        read(CloudAnswers.gcp()).requireTakes(rsa);

        assertThatThrownBy(
                        () ->
                                read(CloudAnswers.gcp("RSA_OAEP_3072_SHA256", 3072))
                                        .requireTakes(rsa))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("RSA_OAEP_3072_SHA256 does not match RSA 2048");
    }

    @Test
    void rsaKeyOfAnotherLength_isRefused() {
        KeyDescription weak = KeyDescription.of(GeneratedKeys.rsaPublic(1024));

        assertThatThrownBy(() -> read(CloudAnswers.gcp()).requireTakes(weak))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Google Cloud KMS does not accept RSA 1024");
    }
}
