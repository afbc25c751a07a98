package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.polling.SyncPoller;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Every operation on keys, by Azure's SDK for Java with its default API version: as {@code
 * client.py} does it.
 */
final class JavaClient {
    private static final KeyOperation[] SIX = {
        KeyOperation.ENCRYPT,
        KeyOperation.DECRYPT,
        KeyOperation.SIGN,
        KeyOperation.VERIFY,
        KeyOperation.WRAP_KEY,
        KeyOperation.UNWRAP_KEY
    };

    private final KeyClient keys;
    private final boolean hsm;
    private final List<String> lines = new ArrayList<>();

    JavaClient(KeyClient keys, boolean hsm) {
        this.keys = keys;
        this.hsm = hsm;
    }

    /** Returns a line for each operation: its name, a tab, "works" or what happened. */
    List<String> all(Path blob, KeyPair clear) {
        cell("create", this::create);
        cell("import a blob", () -> importBlob(blob));
        cell("import a JWK", () -> importJwk(clear));
        cell("lists and pages", this::pages);
        cell("versions", this::versions);
        cell("update", this::update);
        cell("sign and verify", this::sign);
        cell("encrypt and decrypt", this::encrypt);
        cell("wrap and unwrap", this::wrap);
        cell("delete and recover", this::delete);
        cell("back up, purge, restore", this::backup);
        cell("rotate", this::rotate);
        cell("rotation policy", this::policy);
        inAManagedHsm("random bytes", () -> assertThat(keys.getRandomBytes(16)).hasSize(16));
        inAManagedHsm("attestation", this::attestation);
        cell("errors", this::errors);
        return lines;
    }

    private void cell(String name, ThrowingCallable operation) {
        try {
            operation.call();
            lines.add(name + "\tworks");
        } catch (Throwable e) {
            lines.add(name + "\t" + e.toString().replaceAll("\\s+", " "));
        }
    }

    private void inAManagedHsm(String name, ThrowingCallable operation) {
        if (hsm) {
            cell(name, operation);
        } else {
            lines.add(name + "\ta vault has none");
        }
    }

    private KeyVaultKey make(String name) {
        return keys.createRsaKey(
                new CreateRsaKeyOptions(name).setKeySize(2048).setHardwareProtected(true));
    }

    private CryptographyClient cryptography(String name) {
        return keys.getCryptographyClient(name, keys.getKey(name).getProperties().getVersion());
    }

    private void create() {
        assertThat(make("made").getKeyOperations()).containsExactlyInAnyOrder(SIX);
    }

    private void importBlob(Path blob) throws Exception {
        JsonWebKey key =
                new JsonWebKey()
                        .setKeyType(KeyType.RSA_HSM)
                        .setKeyOps(List.of(SIX))
                        .setT(Files.readAllBytes(blob));
        ImportKeyOptions options =
                new ImportKeyOptions("from-blob", key).setHardwareProtected(true);
        assertThat(keys.importKey(options).getKeyType()).isEqualTo(KeyType.RSA_HSM);
    }

    private void importJwk(KeyPair clear) {
        JsonWebKey key = JsonWebKey.fromRsa(clear, List.of(SIX));
        assertThat(keys.importKey("from-jwk", key).getKey().getN()).isEqualTo(key.getN());
    }

    private void pages() {
        for (int number = 0; number < 30; number++) {
            make("page-" + number);
        }
        assertThat(keys.listPropertiesOfKeys().stream())
                .filteredOn(key -> key.getName().startsWith("page-"))
                .hasSize(30);
    }

    private void versions() {
        make("made");
        assertThat(keys.listPropertiesOfKeyVersions("made")).hasSize(2);
        assertThat(keys.listPropertiesOfKeyVersions("nobody")).isEmpty();
    }

    private void update() {
        KeyProperties properties = keys.getKey("page-0").getProperties();
        assertThat(keys.updateKeyProperties(properties.setEnabled(false)).getProperties())
                .matches(changed -> !changed.isEnabled());
        properties.setEnabled(true).setTags(Map.of("a", "b"));
        assertThat(keys.updateKeyProperties(properties).getProperties().getTags())
                .isEqualTo(Map.of("a", "b"));
    }

    private void sign() {
        CryptographyClient client = cryptography("from-blob");
        byte[] digest = new byte[32];
        byte[] signature = client.sign(SignatureAlgorithm.RS256, digest).getSignature();
        assertThat(client.verify(SignatureAlgorithm.RS256, digest, signature).isValid()).isTrue();
    }

    private void encrypt() {
        CryptographyClient client = cryptography("from-blob");
        byte[] text = "text".getBytes(US_ASCII);
        byte[] sealed = client.encrypt(EncryptionAlgorithm.RSA_OAEP_256, text).getCipherText();
        assertThat(client.decrypt(EncryptionAlgorithm.RSA_OAEP_256, sealed).getPlainText())
                .isEqualTo(text);
    }

    private void wrap() {
        CryptographyClient client = cryptography("from-jwk");
        byte[] wrapped = client.wrapKey(KeyWrapAlgorithm.RSA_OAEP, new byte[32]).getEncryptedKey();
        assertThat(client.unwrapKey(KeyWrapAlgorithm.RSA_OAEP, wrapped).getKey())
                .isEqualTo(new byte[32]);
    }

    private void delete() {
        complete(keys.beginDeleteKey("page-1"));
        assertThat(keys.getDeletedKey("page-1").getRecoveryId()).isNotEmpty();
        assertThat(keys.listDeletedKeys()).anyMatch(key -> key.getName().equals("page-1"));
        complete(keys.beginRecoverDeletedKey("page-1"));
        assertThat(keys.getKey("page-1").getName()).isEqualTo("page-1");
    }

    private void backup() {
        byte[] backup = keys.backupKey("page-2");
        complete(keys.beginDeleteKey("page-2"));
        keys.purgeDeletedKey("page-2");
        assertThat(keys.restoreKeyBackup(backup).getName()).isEqualTo("page-2");
    }

    private static void complete(SyncPoller<?, Void> poller) {
        poller.setPollInterval(Duration.ofMillis(20)).waitForCompletion();
    }

    private void rotate() {
        String before = keys.getKey("page-3").getId();
        assertThat(keys.rotateKey("page-3").getId()).isNotEqualTo(before);
    }

    private void policy() {
        assertThat(keys.getKeyRotationPolicy("page-4").getLifetimeActions()).isNotEmpty();
        KeyRotationPolicy policy =
                new KeyRotationPolicy()
                        .setLifetimeActions(
                                List.of(
                                        new KeyRotationLifetimeAction(
                                                        KeyRotationPolicyAction.ROTATE)
                                                .setTimeAfterCreate("P90D")));
        assertThat(keys.updateKeyRotationPolicy("page-4", policy).getLifetimeActions())
                .extracting(KeyRotationLifetimeAction::getAction)
                .containsExactlyInAnyOrder(
                        KeyRotationPolicyAction.ROTATE, KeyRotationPolicyAction.NOTIFY);
    }

    private void attestation() {
        assertThat(keys.getKeyAttestation("made").getProperties().getKeyAttestation()).isNotNull();
    }

    private void errors() {
        ResourceNotFoundException error =
                catchThrowableOfType(ResourceNotFoundException.class, () -> keys.getKey("nobody"));
        assertThat(String.valueOf(error.getValue())).contains("KeyNotFound");
    }
}
