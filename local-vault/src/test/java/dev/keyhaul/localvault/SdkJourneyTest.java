package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.OaepHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of Azure's SDK does, with nothing of this project but a relay. */
class SdkJourneyTest {
    private static final KeyOperation[] SIX = {
        KeyOperation.ENCRYPT,
        KeyOperation.DECRYPT,
        KeyOperation.SIGN,
        KeyOperation.VERIFY,
        KeyOperation.WRAP_KEY,
        KeyOperation.UNWRAP_KEY
    };

    private static final SignatureAlgorithm RS256 = SignatureAlgorithm.RS256;
    private static final SignatureAlgorithm PS512 = SignatureAlgorithm.PS512;

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

    private static RSAPublicKey publicKey(KeyVaultKey key) {
        return (RSAPublicKey) key.getKey().toRsa().getPublic();
    }

    private static KeyVaultKey importTenantKey(String name, KeyPair target, int kekBits) {
        KeyVaultKey kek = vault.createKek(name + "-kek", kekBits);
        byte[] blob =
                TestKeys.blob(
                        kek.getId(),
                        publicKey(kek),
                        target.getPrivate().getEncoded(),
                        OaepHash.SHA1);
        return keys.importKey(
                new ImportKeyOptions(
                                name,
                                new JsonWebKey()
                                        .setKeyType(KeyType.RSA_HSM)
                                        .setT(blob)
                                        .setKeyOps(List.of(SIX)))
                        .setHardwareProtected(true));
    }

    @Test
    void importedKey_works_asTheKeyThatWasWrapped() throws Exception {
        KeyPair target = TestKeys.rsa(2048);

        KeyVaultKey imported = importTenantKey("tenant", target, 3072);

        assertThat(publicKey(imported)).isEqualTo(target.getPublic());
        assertThat(imported.getKeyType()).isEqualTo(KeyType.RSA_HSM);
        assertThat(imported.getKeyOperations()).containsExactly(SIX);
        assertThat(imported.getId())
                .matches(vault.url() + "/keys/tenant/[0-9a-f]{32}")
                .endsWith(imported.getProperties().getVersion());
        CryptographyClient crypto = vault.cryptography(imported.getId());
        byte[] message = "ceremony".getBytes(StandardCharsets.UTF_8);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(target.getPublic());
        verifier.update(message);
        assertThat(verifier.verify(crypto.sign(RS256, digest).getSignature())).isTrue();
        byte[] signature = crypto.sign(PS512, sha512(message)).getSignature();
        assertThat(crypto.verify(PS512, sha512(message), signature).isValid()).isTrue();
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, target.getPublic(), OaepHash.SHA256.parameters());
        byte[] ciphertext = cipher.doFinal(message);
        assertThat(crypto.decrypt(EncryptionAlgorithm.RSA_OAEP_256, ciphertext).getPlainText())
                .isEqualTo(message);
        byte[] wrapped = crypto.wrapKey(KeyWrapAlgorithm.RSA_OAEP, digest).getEncryptedKey();
        assertThat(crypto.unwrapKey(KeyWrapAlgorithm.RSA_OAEP, wrapped).getKey()).isEqualTo(digest);
    }

    private static byte[] sha512(byte[] message) throws Exception {
        return MessageDigest.getInstance("SHA-512").digest(message);
    }

    @Test
    void createdKek_saysWhatItIs() {
        KeyVaultKey kek = vault.createKek("kek", 4096);

        assertThat(kek.getKeyType()).isEqualTo(KeyType.RSA_HSM);
        assertThat(kek.getKeyOperations()).containsExactly(KeyOperation.IMPORT);
        assertThat(publicKey(kek).getModulus().bitLength()).isEqualTo(4096);
        assertThat(kek.getProperties().isEnabled()).isTrue();
        assertThat(kek.getProperties().isExportable()).isFalse();
        assertThat(kek.getProperties().getRecoverableDays()).isEqualTo(90);
        assertThat(kek.getProperties().getRecoveryLevel()).isEqualTo("Recoverable");
        assertThat(kek.getProperties().getHsmPlatform()).isEqualTo("2");
        assertThat(keys.getKey("kek").getId()).isEqualTo(kek.getId());
        assertThat(keys.getKey("kek", kek.getProperties().getVersion()).getId())
                .isEqualTo(kek.getId());
    }

    @Test
    void rotationPolicy_isTheOneThatNobodySet() {
        vault.createKek("kek", 2048);

        KeyRotationPolicy policy = keys.getKeyRotationPolicy("kek");

        assertThat(policy.getExpiresIn()).isNull();
        assertThat(policy.getLifetimeActions())
                .extracting(KeyRotationLifetimeAction::getAction)
                .containsExactly(KeyRotationPolicyAction.NOTIFY);
        assertThatThrownBy(() -> keys.getKeyRotationPolicy("nobody"))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void createRsaKey_withoutOptions_permitsAllSix() {
        KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("plain"));

        assertThat(key.getKeyOperations()).containsExactly(SIX);
        assertThat(key.getKeyType()).isEqualTo(KeyType.RSA);
        assertThat(publicKey(key).getModulus().bitLength()).isEqualTo(2048);
        assertThat(key.getProperties().getHsmPlatform()).isEqualTo("0");
    }

    @Test
    void getKey_unknown_isNotFound() {
        assertThat(
                        catchThrowableOfType(
                                ResourceNotFoundException.class, () -> keys.getKey("nobody")))
                .hasMessageContaining("local vault: no key nobody");
    }

    @Test
    void importKey_clearJwk_becomesHsmKeyWhenAsked() {
        KeyPair pair = TestKeys.rsa(2048);
        JsonWebKey jwk = JsonWebKey.fromRsa(pair, List.of(SIX));

        KeyVaultKey software = keys.importKey(new ImportKeyOptions("jwk", jwk));
        KeyVaultKey hsm =
                keys.importKey(
                        new ImportKeyOptions("jwk-hsm", JsonWebKey.fromRsa(pair, List.of(SIX)))
                                .setHardwareProtected(true));

        assertThat(software.getKeyType()).isEqualTo(KeyType.RSA);
        assertThat(hsm.getKeyType()).isEqualTo(KeyType.RSA_HSM);
        assertThat(publicKey(hsm)).isEqualTo(pair.getPublic());
    }

    @Test
    void importKey_withoutOperations_makesKeyThatPermitsNothing() {
        JsonWebKey jwk = JsonWebKey.fromRsa(TestKeys.rsa(2048));

        KeyVaultKey imported = keys.importKey(new ImportKeyOptions("no-ops", jwk));

        assertThat(imported.getKeyOperations()).isEmpty();
    }

    @Test
    void importKey_twice_makesTwoVersions() {
        KeyVaultKey first =
                keys.importKey("twice", JsonWebKey.fromRsa(TestKeys.rsa(2048), List.of(SIX)));
        KeyVaultKey second =
                keys.importKey("Twice", JsonWebKey.fromRsa(TestKeys.rsa(2048), List.of(SIX)));

        assertThat(keys.getKey("twice").getId()).isEqualTo(second.getId());
        assertThat(keys.listPropertiesOfKeyVersions("twice").stream().map(KeyProperties::getId))
                .containsExactlyInAnyOrder(first.getId(), second.getId());
        assertThat(keys.listPropertiesOfKeys().stream().map(KeyProperties::getName))
                .contains("Twice");
    }

    @Test
    void updateKeyProperties_disables_andKeepsTheRest() {
        KeyVaultKey key =
                keys.createRsaKey(
                        new CreateRsaKeyOptions("disabled")
                                .setTags(Map.of("ceremony", "7"))
                                .setExpiresOn(OffsetDateTime.now(ZoneOffset.UTC).plusDays(1)));

        KeyVaultKey changed = keys.updateKeyProperties(key.getProperties().setEnabled(false));

        assertThat(changed.getProperties().isEnabled()).isFalse();
        assertThat(changed.getKeyOperations()).containsExactly(SIX);
        assertThat(changed.getProperties().getTags()).containsEntry("ceremony", "7");
        assertThat(changed.getProperties().getExpiresOn())
                .isEqualTo(key.getProperties().getExpiresOn());
        HttpResponseException refused =
                catchThrowableOfType(
                        HttpResponseException.class,
                        () -> vault.cryptography(key.getId()).sign(RS256, new byte[32]));
        assertThat(refused.getResponse().getStatusCode()).isEqualTo(403);
        assertThat(refused).hasMessageContaining("is disabled");
    }

    @Test
    void expiredKey_stillDecrypts_butDoesNotSign() throws Exception {
        KeyPair pair = TestKeys.rsa(2048);
        KeyVaultKey key =
                keys.importKey(
                        new ImportKeyOptions("expired", JsonWebKey.fromRsa(pair, List.of(SIX)))
                                .setExpiresOn(OffsetDateTime.now(ZoneOffset.UTC).minusDays(1)));
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), OaepHash.SHA1.parameters());
        byte[] ciphertext = cipher.doFinal(new byte[] {42});
        CryptographyClient crypto = vault.cryptography(key.getId());

        assertThat(crypto.decrypt(EncryptionAlgorithm.RSA_OAEP, ciphertext).getPlainText())
                .containsExactly(42);
        assertThat(
                        catchThrowableOfType(
                                HttpResponseException.class,
                                () -> crypto.sign(RS256, new byte[32])))
                .hasMessageContaining("expired or not yet valid");
    }

    @Test
    void encrypt_bySdk_opensWithThePrivateHalf() throws Exception {
        KeyPair pair = TestKeys.rsa(2048);
        KeyVaultKey key = keys.importKey("encrypting", JsonWebKey.fromRsa(pair, List.of(SIX)));

        byte[] ciphertext =
                vault.cryptography(key.getId())
                        .encrypt(EncryptionAlgorithm.RSA_OAEP, new byte[] {1, 2, 3})
                        .getCipherText();

        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.DECRYPT_MODE, (RSAPrivateKey) pair.getPrivate(), OaepHash.SHA1.parameters());
        assertThat(cipher.doFinal(ciphertext)).containsExactly(1, 2, 3);
    }
}
