package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EC and AES keys in the state, in backups, in rotation, and under the fault of a wrong key. */
class KeptKindsTest {
    private static final byte[] BLOCK = new byte[16];

    @TempDir Path folder;
    private Path state;

    @BeforeEach
    void nameFolder() {
        state = folder.resolve("state");
    }

    private RunningVault start() throws Exception {
        return RunningVault.start(RunningVault.options(folder).purgeable(true).stateFolder(state));
    }

    private static byte[] encrypted(RunningVault vault, KeyVaultKey key) {
        return vault.cryptography(key.getId())
                .encrypt(EncryptParameters.createA128CbcParameters(BLOCK, BLOCK), null)
                .getCipherText();
    }

    @Test
    void restartAndBackup_keepBothKinds() throws Exception {
        KeyVaultKey ec;
        KeyVaultKey aes;
        URI hsm;
        byte[] sealed;
        byte[] backup;
        try (RunningVault vault = start()) {
            hsm = vault.server().managedHsmUrl("kept-hsm");
            KeyClient keys = vault.keys(hsm);
            ec = keys.createEcKey(new CreateEcKeyOptions("ec").setCurveName(KeyCurveName.P_521));
            aes = keys.createOctKey(new CreateOctKeyOptions("aes").setKeySize(128));
            sealed = encrypted(vault, aes);
            backup = keys.backupKey("aes");
        }
        try (RunningVault vault = start()) {
            KeyClient keys = vault.keys(hsm);
            assertThat(keys.getKey("ec").getKey().getX()).isEqualTo(ec.getKey().getX());
            assertThat(keys.getKey("ec").getKeyType()).isEqualTo(ec.getKeyType());
            assertThat(encrypted(vault, keys.getKey("aes"))).isEqualTo(sealed);
            keys.beginDeleteKey("aes").waitForCompletion();
            keys.purgeDeletedKey("aes");
            assertThat(encrypted(vault, keys.restoreKeyBackup(backup))).isEqualTo(sealed);
        }
    }

    @Test
    void rotation_makesAnotherKeyOfTheSameKind() throws Exception {
        try (RunningVault vault = start()) {
            KeyClient keys = vault.keys(vault.server().managedHsmUrl("rotating-hsm"));
            KeyVaultKey ec =
                    keys.createEcKey(new CreateEcKeyOptions("ec").setCurveName(KeyCurveName.P_384));
            KeyVaultKey aes = keys.createOctKey(new CreateOctKeyOptions("aes").setKeySize(128));

            KeyVaultKey newEc = keys.rotateKey("ec");
            KeyVaultKey newAes = keys.rotateKey("aes");

            assertThat(newEc.getKey().getCurveName()).isEqualTo(KeyCurveName.P_384);
            assertThat(newEc.getKey().getX()).isNotEqualTo(ec.getKey().getX());
            assertThat(encrypted(vault, newAes)).isNotEqualTo(encrypted(vault, aes));
        }
    }

    @Test
    void wrongKey_isOfTheSameKind() throws Exception {
        try (RunningVault vault =
                RunningVault.start(RunningVault.options(folder).fault("wrong-key:get"))) {
            KeyClient keys = vault.keys();
            KeyVaultKey made =
                    keys.createEcKey(new CreateEcKeyOptions("ec").setCurveName(KeyCurveName.P_384));
            KeyVaultKey shown = keys.getKey("ec");

            assertThat(shown.getKey().getCurveName()).isEqualTo(KeyCurveName.P_384);
            assertThat(shown.getKey().getX()).isNotEqualTo(made.getKey().getX());
        }
    }

    @Test
    void backupOfAnAesKey_staysInItsManagedHsm() throws Exception {
        try (RunningVault vault = start()) {
            KeyClient hsm = vault.keys(vault.server().managedHsmUrl("home-hsm"));
            hsm.createOctKey(new CreateOctKeyOptions("aes"));
            byte[] backup = hsm.backupKey("aes");

            HttpResponseException refused =
                    Assertions.catchThrowableOfType(
                            HttpResponseException.class,
                            () -> vault.keys().restoreKeyBackup(backup));
            assertThat(refused.getResponse().getStatusCode()).isEqualTo(400);
        }
    }

    @Test
    void attestation_namesTheCurve() throws Exception {
        try (RunningVault vault = start()) {
            KeyClient hsm = vault.keys(vault.server().managedHsmUrl("attesting-hsm"));
            hsm.createEcKey(new CreateEcKeyOptions("ec").setCurveName(KeyCurveName.P_256));
            String line =
                    new String(
                                    hsm.getKeyAttestation("ec")
                                            .getProperties()
                                            .getKeyAttestation()
                                            .getPublicKeyAttestation(),
                                    UTF_8)
                            .lines()
                            .findFirst()
                            .orElseThrow();
            assertThat(JsonObject.parse(line.getBytes(UTF_8)).object("key").string("crv"))
                    .isEqualTo("P-256");
        }
    }
}
