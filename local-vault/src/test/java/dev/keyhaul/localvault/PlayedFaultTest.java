package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.localvault.fault.FaultKind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults as a client meets them: through Azure's SDK, and as bare answers. */
class PlayedFaultTest {
    private static final String KEY = "/keys/k?api-version=7.6";
    private static final String CREATE = "/keys/k/create?api-version=7.6";
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final String RSA = "{\"kty\":\"RSA\"}";

    @TempDir Path folder;

    private RunningVault start(String... faults) throws Exception {
        LocalVaultOptions.Builder options = RunningVault.options(folder);
        for (String fault : faults) {
            options.fault(fault);
        }
        return RunningVault.start(options);
    }

    @Test
    void statuses_areAnsweredAsOftenAsAsked_andNothingIsDone() throws Exception {
        Set<String> played = new TreeSet<>();
        for (String status : List.of("401", "403", "429=7", "500", "502", "503", "504")) {
            try (RunningVault vault = start(status + ":create:2-3")) {
                assertThat(vault.send("POST", CREATE, RSA).statusCode()).isEqualTo(200);
                for (int i = 0; i < 2; i++) {
                    HttpResponse<String> answer = vault.send("POST", CREATE, RSA);
                    assertThat(answer.statusCode())
                            .isEqualTo(Integer.parseInt(status.substring(0, 3)));
                    assertThat(answer.body()).contains("\"message\":\"local vault: ");
                    assertThat(answer.headers().firstValue("Retry-After").orElse("none"))
                            .isEqualTo(status.startsWith("429") ? "7" : "none");
                    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
                            .isEqualTo(status.equals("401"));
                    played.add(status);
                }
                assertThat(vault.send("POST", CREATE, RSA).statusCode()).isEqualTo(200);
                assertThat(vault.keys().listPropertiesOfKeyVersions("k")).hasSize(2);
            }
        }
        assertThat(played).hasSize(7);
    }

    @Test
    void firewall_saysWhomItKeepsOut() throws Exception {
        try (RunningVault vault = start("403:list")) {
            HttpResponseException refused =
                    catchThrowableOfType(
                            HttpResponseException.class,
                            () -> vault.keys().listPropertiesOfKeys().stream().count());

            assertThat(String.valueOf(refused.getValue()))
                    .contains(
                            "code=Forbidden",
                            "innererror={code=ForbiddenByFirewall}",
                            "Client address: 127.0.0.1\r\nCaller: appid=",
                            ";location=rehearsal");
        }
    }

    @Test
    void throttledOnce_theSdkTriesAgain() throws Exception {
        try (RunningVault vault = start("429=0:create:1", "503:create:1-1")) {
            assertThat(vault.keys().createRsaKey(new CreateRsaKeyOptions("k")).getName())
                    .isEqualTo("k");
        }
    }

    @Test
    void cutConnection_beforeAndAfter_differInWhatIsDone() throws Exception {
        // The JDK's client itself repeats a GET whose connection ended, and no POST.
        try (RunningVault vault = start("cut-before:create:1", "cut-after:create:2-2")) {
            assertThatThrownBy(() -> vault.send("POST", CREATE, RSA))
                    .hasMessageContaining("header parser received no bytes");
            assertThat(vault.send("GET", KEY, "").statusCode()).isEqualTo(404);
            assertThatThrownBy(() -> vault.send("POST", CREATE, RSA))
                    .hasMessageContaining("header parser received no bytes");
            assertThat(vault.send("GET", KEY, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void slowAnswer_comesAfterItsSeconds_andIsWhole() throws Exception {
        try (RunningVault vault = start("slow=1:create")) {
            long start = System.nanoTime();
            assertThat(vault.send("POST", CREATE, RSA).statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
        }
    }

    @Test
    void wrongKey_isShownAndSigns_whileTheRightOneIsKept() throws Exception {
        KeyPair pair = TestKeys.rsa(2048);
        try (RunningVault vault =
                start("wrong-key:import:1", "wrong-key:get:1", "wrong-key:sign:1")) {
            KeyClient keys = vault.keys();
            KeyVaultKey imported =
                    keys.importKey(
                            "k",
                            JsonWebKey.fromRsa(
                                    pair, List.of(KeyOperation.SIGN, KeyOperation.VERIFY)));
            KeyVaultKey shown = keys.getKey("k");
            KeyVaultKey right = keys.getKey("k");

            assertThat(publicKey(imported)).isNotEqualTo(pair.getPublic());
            assertThat(publicKey(imported).getModulus().bitLength()).isEqualTo(2048);
            assertThat(publicKey(shown)).isEqualTo(publicKey(imported));
            assertThat(publicKey(right)).isEqualTo(pair.getPublic());
            assertThat(signs(vault, imported, publicKey(right))).isFalse();
            assertThat(signs(vault, imported, publicKey(right))).isTrue();
        }
    }

    private static RSAPublicKey publicKey(KeyVaultKey key) {
        return (RSAPublicKey) key.getKey().toRsa().getPublic();
    }

    private static boolean signs(RunningVault vault, KeyVaultKey key, RSAPublicKey as)
            throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
        byte[] signature =
                vault.cryptography(key.getId())
                        .sign(SignatureAlgorithm.RS256, digest)
                        .getSignature();
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(as);
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @Test
    void everyKind_isPlayedByATestHere() {
        assertThat(Arrays.stream(FaultKind.values()).map(FaultKind::text))
                .containsExactly(
                        "401",
                        "403",
                        "429",
                        "500",
                        "502",
                        "503",
                        "504",
                        "slow",
                        "cut-before",
                        "cut-after",
                        "wrong-key");
    }
}
