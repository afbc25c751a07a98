package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.VaultOperation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation that the local vault claims, called as a user of Azure's SDK calls it, with the
 * blocking clients and the asynchronous ones; the log shows that each reached the server.
 */
class SdkOperationsTest {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final byte[] DIGEST = new byte[32];

    @TempDir Path folder;

    private RunningVault start(String name) throws Exception {
        return RunningVault.start(
                RunningVault.options(folder).purgeable(true).logFolder(folder.resolve(name)));
    }

    /** The operations that the log says were done, and done well. */
    private Set<String> logged(String name) throws Exception {
        Set<String> logged = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonObject event = JsonObject.parse(line.getBytes(UTF_8));
                    if (event.string("resultType").equals("Success")) {
                        logged.add(event.string("operationName"));
                    }
                }
            }
        }
        return logged;
    }

    private static Set<String> allOperations() {
        return Arrays.stream(VaultOperation.values())
                .map(VaultOperation::auditName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyOperation_byTheBlockingClients() throws Exception {
        try (RunningVault vault = start("blocking")) {
            KeyClient keys = vault.keys();
            KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("tenant"));
            keys.importKey(
                    "imported", JsonWebKey.fromRsa(TestKeys.rsa(2048), List.of(KeyOperation.SIGN)));
            assertThat(keys.getKey("tenant", key.getProperties().getVersion()).getId())
                    .isEqualTo(key.getId());
            keys.updateKeyProperties(key.getProperties().setTags(Map.of("ceremony", "7")));
            assertThat(keys.listPropertiesOfKeys()).hasSize(2);
            assertThat(keys.listPropertiesOfKeyVersions("tenant")).hasSize(1);

            CryptographyClient crypto =
                    keys.getCryptographyClient("tenant", key.getProperties().getVersion());
            byte[] signature = crypto.sign(SignatureAlgorithm.PS256, DIGEST).getSignature();
            assertThat(crypto.verify(SignatureAlgorithm.PS256, DIGEST, signature).isValid())
                    .isTrue();
            byte[] ciphertext =
                    crypto.encrypt(EncryptionAlgorithm.RSA_OAEP_256, DIGEST).getCipherText();
            assertThat(crypto.decrypt(EncryptionAlgorithm.RSA_OAEP_256, ciphertext).getPlainText())
                    .isEqualTo(DIGEST);
            byte[] wrapped =
                    crypto.wrapKey(KeyWrapAlgorithm.RSA_OAEP_256, DIGEST).getEncryptedKey();
            assertThat(crypto.unwrapKey(KeyWrapAlgorithm.RSA_OAEP_256, wrapped).getKey())
                    .isEqualTo(DIGEST);

            rotate(keys);
            byte[] backup = keys.backupKey("tenant");
            keys.beginDeleteKey("tenant").setPollInterval(POLL).waitForCompletion();
            assertThat(keys.getDeletedKey("tenant").getRecoveryId()).endsWith("/tenant");
            assertThat(keys.listDeletedKeys()).hasSize(1);
            keys.beginRecoverDeletedKey("tenant").setPollInterval(POLL).waitForCompletion();
            keys.beginDeleteKey("tenant").setPollInterval(POLL).waitForCompletion();
            keys.purgeDeletedKey("tenant");
            assertThat(keys.restoreKeyBackup(backup).getName()).isEqualTo("tenant");

            URI url = vault.server().managedHsmUrl("h" + vault.url().getHost().substring(0, 12));
            KeyClient hsm = vault.keys(url);
            hsm.createRsaKey(new CreateRsaKeyOptions("k").setHardwareProtected(true));
            assertThat(hsm.getKeyAttestation("k").getProperties().getKeyAttestation()).isNotNull();
            assertThat(hsm.getRandomBytes(8)).hasSize(8);
        }
        assertThat(logged("blocking")).isEqualTo(allOperations());
    }

    private static void rotate(KeyClient keys) {
        KeyRotationPolicy policy =
                keys.updateKeyRotationPolicy(
                        "tenant",
                        new KeyRotationPolicy()
                                .setExpiresIn("P90D")
                                .setLifetimeActions(
                                        List.of(
                                                new KeyRotationLifetimeAction(
                                                                KeyRotationPolicyAction.ROTATE)
                                                        .setTimeBeforeExpiry("P30D"))));
        assertThat(keys.getKeyRotationPolicy("tenant").getExpiresIn()).isEqualTo("P90D");
        assertThat(policy.getId()).endsWith("/keys/tenant/rotationpolicy");

        KeyVaultKey old = keys.getKey("tenant");
        KeyVaultKey rotated = keys.rotateKey("tenant");

        assertThat(rotated.getKey().getN()).isNotEqualTo(old.getKey().getN());
        OffsetDateTime created = rotated.getProperties().getCreatedOn();
        assertThat(rotated.getProperties().getExpiresOn()).isEqualTo(created.plusDays(90));
        assertThat(rotated.getKeyOperations()).isEqualTo(old.getKeyOperations());
        assertThat(keys.getKey("tenant").getId()).isEqualTo(rotated.getId());
    }

    @Test
    void everyOperation_byTheAsynchronousClients() throws Exception {
        try (RunningVault vault = start("async")) {
            KeyAsyncClient keys = vault.asyncKeys();
            KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("tenant")).block();
            String version = key.getProperties().getVersion();
            JsonWebKey jwk = JsonWebKey.fromRsa(TestKeys.rsa(2048), List.of(KeyOperation.SIGN));
            keys.importKey("imported", jwk).block();
            keys.getKey("tenant").block();
            keys.updateKeyProperties(key.getProperties()).block();
            assertThat(keys.listPropertiesOfKeys().collectList().block()).hasSize(2);
            assertThat(keys.listPropertiesOfKeyVersions("tenant").collectList().block()).hasSize(1);

            CryptographyAsyncClient crypto = keys.getCryptographyAsyncClient("tenant", version);
            byte[] signature =
                    crypto.sign(SignatureAlgorithm.RS384, new byte[48]).block().getSignature();
            crypto.verify(SignatureAlgorithm.RS384, new byte[48], signature).block();
            byte[] sent =
                    crypto.encrypt(EncryptionAlgorithm.RSA_OAEP, DIGEST).block().getCipherText();
            crypto.decrypt(EncryptionAlgorithm.RSA_OAEP, sent).block();
            byte[] wrapped =
                    crypto.wrapKey(KeyWrapAlgorithm.RSA_OAEP, DIGEST).block().getEncryptedKey();
            crypto.unwrapKey(KeyWrapAlgorithm.RSA_OAEP, wrapped).block();

            keys.updateKeyRotationPolicy("tenant", new KeyRotationPolicy().setExpiresIn("P28D"))
                    .block();
            keys.getKeyRotationPolicy("tenant").block();
            keys.rotateKey("tenant").block();
            byte[] backup = keys.backupKey("tenant").block();
            complete(keys.beginDeleteKey("tenant").getSyncPoller());
            keys.getDeletedKey("tenant").block();
            assertThat(keys.listDeletedKeys().collectList().block()).hasSize(1);
            complete(keys.beginRecoverDeletedKey("tenant").getSyncPoller());
            complete(keys.beginDeleteKey("tenant").getSyncPoller());
            keys.purgeDeletedKey("tenant").block();
            assertThat(keys.restoreKeyBackup(backup).block().getName()).isEqualTo("tenant");
        }
        Set<String> expected = allOperations();
        expected.removeAll(Set.of("KeyGetAttestation", "GetRandomBytes"));
        // This client does these two itself, with the public key that it was given.
        expected.removeAll(Set.of("KeyEncrypt", "KeyWrap"));
        assertThat(logged("async")).isEqualTo(expected);
    }

    private static void complete(SyncPoller<?, Void> poller) {
        poller.setPollInterval(POLL).waitForCompletion();
    }
}
