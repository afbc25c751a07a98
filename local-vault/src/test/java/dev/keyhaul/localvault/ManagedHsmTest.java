package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyAttestation;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a Managed HSM has, and what it has not. */
class ManagedHsmTest {
    @TempDir Path folder;
    private RunningVault vault;
    private KeyClient hsm;
    private URI url;

    @BeforeEach
    void start() throws Exception {
        vault = RunningVault.start(folder);
        url = vault.server().managedHsmUrl("h" + vault.url().getHost().substring(0, 12));
        hsm = vault.keys(url);
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private static String refusal(ThrowingCallable call) {
        return String.valueOf(catchThrowableOfType(HttpResponseException.class, call).getValue());
    }

    @Test
    void attestation_isOfThisKey_andSignedUnderItsCertificates() throws Exception {
        KeyVaultKey key = hsm.createRsaKey(new CreateRsaKeyOptions("k").setHardwareProtected(true));

        KeyAttestation attestation = hsm.getKeyAttestation("k").getProperties().getKeyAttestation();

        List<X509Certificate> chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(attestation.getCertificatePemFile()))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        assertThat(chain).hasSize(2);
        chain.get(0).verify(chain.get(1).getPublicKey());
        for (byte[] signed :
                List.of(
                        attestation.getPublicKeyAttestation(),
                        attestation.getPrivateKeyAttestation())) {
            String[] lines = new String(signed, UTF_8).split("\n", -1);
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(chain.get(0));
            verifier.update(lines[0].getBytes(UTF_8));
            assertThat(verifier.verify(Base64.getUrlDecoder().decode(lines[1]))).isTrue();
            JsonObject statement = JsonObject.parse(lines[0].getBytes(UTF_8));
            assertThat(statement.string("attests")).startsWith("a rehearsal");
            assertThat(statement.object("key").string("kid")).isEqualTo(key.getId());
            assertThat(Base64.getUrlDecoder().decode(statement.object("key").string("n")))
                    .isEqualTo(key.getKey().getN());
        }
    }

    @Test
    void randomBytes_areAsManyAsAsked() {
        assertThat(hsm.getRandomBytes(128)).hasSize(128).isNotEqualTo(hsm.getRandomBytes(128));
        assertThat(refusal(() -> hsm.getRandomBytes(129))).contains("1 to 128 are allowed");
        assertThat(refusal(() -> hsm.getRandomBytes(0))).contains("1 to 128 are allowed");
    }

    @Test
    void vault_hasNeither_andAManagedHsmNoSoftwareKeys() {
        vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));

        assertThat(refusal(() -> vault.keys().getKeyAttestation("k")))
                .contains("is a Managed HSM's; " + vault.url() + " is a vault");
        assertThat(refusal(() -> vault.keys().getRandomBytes(1))).contains("is a Managed HSM's");
    }

    /** Clients ask it for RSA, and import without saying Hsm. */
    @Test
    void managedHsm_makesAnHsmKeyOfEveryKey() {
        assertThat(hsm.createRsaKey(new CreateRsaKeyOptions("made")).getKeyType())
                .isEqualTo(KeyType.RSA_HSM);
        String jwk = "{\"key\":" + JsonWebKeys.privateJwk(TestKeys.rsa(2048)) + "}";
        assertThat(send("PUT", "/keys/imported", jwk).body()).contains("\"kty\":\"RSA-HSM\"");
    }

    /** As az asks for it: without a version, under the preview's name. */
    @Test
    void attestation_ofNoVersion_isOfTheNewest() {
        hsm.createRsaKey(new CreateRsaKeyOptions("newest"));

        HttpResponse<String> answer =
                vault.send(url, "GET", "/keys/newest/attestation?api-version=7.6-preview.2", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("privateKeyAttestation").doesNotContain("hsmPlatform");
    }

    @Test
    void managedHsm_omitsWhatItsAnswersLack() {
        hsm.createRsaKey(new CreateRsaKeyOptions("bare"));

        assertThat(send("GET", "/keys/bare", "").body()).doesNotContain("hsmPlatform", "tags");
        assertThat(send("GET", "/keys", "").body())
                .contains("/keys/bare")
                .doesNotContain("nextLink");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return vault.send(url, method, path + "?api-version=7.6", body);
    }

    @Test
    void challenge_isForManagedHsms_andBackupsStayInTheSecurityDomain() {
        HttpResponse<String> challenge =
                vault.send(
                        vault.request("GET", "/keys?api-version=7.6", "")
                                .header("X-Keyhaul-Host", url.getHost()));
        assertThat(challenge.body()).isEmpty();
        assertThat(challenge.headers().firstValue("WWW-Authenticate").orElse(""))
                .endsWith("resource=\"https://managedhsm.keyhaul.invalid\"");

        hsm.createRsaKey(new CreateRsaKeyOptions("k").setHardwareProtected(true));
        byte[] backup = hsm.backupKey("k");
        assertThat(refusal(() -> vault.keys().restoreKeyBackup(backup)))
                .contains("value is a backup of the security domain of " + url);
    }
}
