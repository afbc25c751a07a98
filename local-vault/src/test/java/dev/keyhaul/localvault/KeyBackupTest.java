package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key backups, asked for by Azure's SDK: opaque, and this server's alone. */
class KeyBackupTest {
    @TempDir static Path folder;
    private static RunningVault vault;
    private static KeyClient keys;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
        keys = vault.keys();
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static int refusal(KeyClient restoring, byte[] blob) {
        return catchThrowableOfType(
                        HttpResponseException.class, () -> restoring.restoreKeyBackup(blob))
                .getResponse()
                .getStatusCode();
    }

    @Test
    void backup_ofAllVersions_restoresIntoAnotherVaultOfTheServer() throws Exception {
        KeyVaultKey first = keys.createRsaKey(new CreateRsaKeyOptions("two"));
        keys.updateKeyProperties(first.getProperties().setEnabled(false));
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusDays(9).withNano(0);
        KeyVaultKey second =
                keys.createRsaKey(
                        new CreateRsaKeyOptions("two")
                                .setExpiresOn(end)
                                .setTags(Map.of("ceremony", "7")));
        KeyClient other = vault.keys(vault.server().url("other-vault"));

        KeyVaultKey restored = other.restoreKeyBackup(keys.backupKey("two"));

        assertThat(restored.getKey().getN()).isEqualTo(second.getKey().getN());
        assertThat(restored.getKeyOperations()).isEqualTo(second.getKeyOperations());
        assertThat(restored.getProperties().getVersion())
                .isEqualTo(second.getProperties().getVersion());
        assertThat(restored.getProperties().getExpiresOn()).isEqualTo(end);
        assertThat(restored.getProperties().getTags()).containsEntry("ceremony", "7");
        assertThat(other.listPropertiesOfKeyVersions("two").stream())
                .hasSize(2)
                .filteredOn(version -> !version.isEnabled())
                .extracting(KeyProperties::getVersion)
                .containsExactly(first.getProperties().getVersion());
    }

    @Test
    void backup_twice_isNotTheSameBlob_andShowsNothingOfTheKey() {
        KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("opaque"));

        byte[] blob = keys.backupKey("opaque");

        assertThat(blob).isNotEqualTo(keys.backupKey("opaque"));
        assertThat(blob).hasSizeGreaterThan(key.getKey().getN().length);
        assertThat(Collections.indexOfSubList(list(blob), list(key.getKey().getN()))).isEqualTo(-1);
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte b : bytes) {
            list.add(b);
        }
        return list;
    }

    @Test
    void restore_whereTheNameIs_isAConflict() {
        keys.createRsaKey(new CreateRsaKeyOptions("there"));

        assertThat(refusal(keys, keys.backupKey("there"))).isEqualTo(409);
    }

    @Test
    void restore_onAnotherServer_isRefused() throws Exception {
        keys.createRsaKey(new CreateRsaKeyOptions("elsewhere"));
        try (RunningVault other = RunningVault.start(folder)) {
            assertThat(refusal(other.keys(), keys.backupKey("elsewhere"))).isEqualTo(400);
        }
    }

    @Test
    void restore_ofADamagedBlob_isRefused() {
        keys.createRsaKey(new CreateRsaKeyOptions("damaged"));
        byte[] blob = keys.backupKey("damaged");
        int refused = 0;
        // Nonce, ciphertext and tag.
        for (int at : new int[] {0, 11, 12, blob.length / 2, blob.length - 17, blob.length - 1}) {
            byte[] flipped = blob.clone();
            flipped[at] ^= 1;
            refused += refusal(keys, flipped) == 400 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(6);
        assertThat(refusal(keys, new byte[] {1})).isEqualTo(400);
    }

    @Test
    void backup_ofNoKey_isNotFound_andTakesPostAlone() {
        assertThat(
                        catchThrowableOfType(
                                        HttpResponseException.class, () -> keys.backupKey("nobody"))
                                .getResponse()
                                .getStatusCode())
                .isEqualTo(404);
        assertThat(vault.send("GET", "/keys/nobody/backup?api-version=7.6", "").statusCode())
                .isEqualTo(405);
        assertThat(vault.send("POST", "/keys/restore?api-version=7.6", "{}").statusCode())
                .isEqualTo(400);
    }
}
