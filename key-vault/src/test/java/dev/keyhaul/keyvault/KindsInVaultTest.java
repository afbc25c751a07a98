package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys on their way into the local vault, and what is proven of them there. */
@Tag("long")
class KindsInVaultTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ImportOptions OPTIONS =
            ImportOptions.tenantKey().withProfile(KeyProfile.KEY_VAULT, false);

    @TempDir Path folder;
    private LocalVault server;
    private KeyVault vault;
    private KeyVault hsm;

    @BeforeEach
    void start() throws Exception {
        start(LocalVaultOptions.builder(folder.resolve("token")));
    }

    private void start(LocalVaultOptions.Builder options) throws Exception {
        server = LocalVault.start(options.build());
        vault = connect(server.url("contoso-kinds"));
        hsm = connect(server.managedHsmUrl("contoso-hsm"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private KeyVault connect(URI url) throws Exception {
        return KeyVault.connect(
                VaultHost.parseUrl(url.toString()), new LoopbackRelay(server.accessFile()));
    }

    /** Makes a blob under a short KEK, which takes a tenth of the time of a long one. */
    private static byte[] blob(KeyVault destination, SoftwareKey key) throws Exception {
        return blob(destination, key, 2048);
    }

    private static byte[] blob(KeyVault destination, SoftwareKey key, int kekBits)
            throws Exception {
        destination.createKek("kek", kekBits);
        return VaultCalls.blob(destination.downloadKek("kek"), key);
    }

    private static VaultProof prove(
            KeyVault in, VaultKey imported, KeyDescription key, VaultProtection protection)
            throws Exception {
        return VaultProof.of(in, imported.id(), ExpectedKey.tenantKey(key, protection), RANDOM);
    }

    private static List<String> names(VaultProof proof) {
        return proof.checks().stream().map(VaultProof.Check::name).toList();
    }

    private static List<String> failed(VaultProof proof) {
        return proof.checks().stream()
                .filter(check -> !check.ok())
                .map(VaultProof.Check::name)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void ecBlob_arrives_andSigns(Curve curve) throws Exception {
        try (SoftwareKey key = GeneratedKeys.softwareEc(curve)) {
            VaultKeyKind kind = VaultKeyKind.of(key.description());

            VaultKey imported =
                    vault.importBlob(
                            "ec",
                            blob(vault, key, curve == Curve.P521 ? 4096 : 2048),
                            kind,
                            OPTIONS);
            VaultProof proof = prove(vault, imported, key.description(), VaultProtection.HSM);

            assertThat(imported.description()).isEqualTo(key.description());
            assertThat(imported.keyType()).isEqualTo("EC-HSM");
            assertThat(imported.operations()).containsExactly("sign", "verify");
            assertThat(proof.checks()).allMatch(check -> check.verdict() == Verdict.PASS);
            assertThat(names(proof))
                    .startsWith("public key", "version", "key type", "operations")
                    .endsWith("signature");
            assertThat(proof.checks())
                    .filteredOn(check -> check.name().equals("signature"))
                    .allMatch(check -> check.detail().startsWith("ES" + curve.hashBits() + " by"));
        }
    }

    @ParameterizedTest
    @CsvSource({"P256, HSM", "P384, SOFTWARE", "P521, SOFTWARE"})
    void ecKey_asJwk_arrives_andSigns(Curve curve, VaultProtection protection) throws Exception {
        try (SoftwareKey key = GeneratedKeys.softwareEc(curve)) {
            VaultKey imported = vault.importSoftwareKey("ec", key, protection, OPTIONS);

            prove(vault, imported, key.description(), protection).requirePassed();
            assertThat(imported.keyType())
                    .isEqualTo(protection == VaultProtection.HSM ? "EC-HSM" : "EC");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void aesBlob_arrives_andIsKnownByWhatItEncrypts(int bits) throws Exception {
        try (SoftwareKey key = GeneratedKeys.softwareAes(bits)) {
            VaultKey imported = hsm.importBlob("aes", blob(hsm, key), VaultKeyKind.AES, OPTIONS);
            VaultProof proof = prove(hsm, imported, key.description(), VaultProtection.HSM);

            assertThat(imported.description()).isEqualTo(key.description());
            assertThat(imported.keyType()).isEqualTo("oct-HSM");
            assertThat(imported.operations())
                    .containsExactly("encrypt", "decrypt", "wrapKey", "unwrapKey");
            proof.requirePassed();
            assertThat(names(proof)).startsWith("fingerprint").endsWith("round trip");
        }
    }

    @Test
    void aesKey_asJwk_getsIntoAManagedHsmAlone() throws Exception {
        try (SoftwareKey key = GeneratedKeys.softwareAes(256)) {
            VaultKey imported = hsm.importSoftwareKey("aes", key, VaultProtection.HSM, OPTIONS);
            prove(hsm, imported, key.description(), VaultProtection.HSM).requirePassed();

            assertThatThrownBy(
                            () -> vault.importSoftwareKey("aes", key, VaultProtection.HSM, OPTIONS))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is a key vault, but the key is an AES key");
            assertThatThrownBy(
                            () ->
                                    hsm.importSoftwareKey(
                                            "b", key, VaultProtection.SOFTWARE, OPTIONS))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("an AES key cannot have software protection");
            assertThatThrownBy(() -> vault.createAesKey("aes", 256, OPTIONS))
                    .isInstanceOf(RefusedException.class);
            assertThat(vault.exists("aes")).isFalse();
            assertThat(hsm.exists("b")).isFalse();
        }
    }

    @Test
    void tenantProfile_refusesBoth() throws Exception {
        try (SoftwareKey ec = GeneratedKeys.softwareEc(Curve.P256);
                SoftwareKey aes = GeneratedKeys.softwareAes(128)) {
            for (SoftwareKey key : List.of(ec, aes)) {
                assertThatThrownBy(
                                () ->
                                        hsm.importSoftwareKey(
                                                "key",
                                                key,
                                                VaultProtection.HSM,
                                                ImportOptions.tenantKey()))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("a tenant key of Rights Management must be RSA 2048");
            }
            assertThat(hsm.exists("key")).isFalse();
        }
    }

    @Test
    void created_areProven_andAnotherIsNot() throws Exception {
        VaultKey ec = vault.createEcKey("ec", Curve.P384, VaultProtection.SOFTWARE, OPTIONS);
        VaultKey aes = hsm.createAesKey("aes", 192, OPTIONS);
        VaultKey otherAes = hsm.createAesKey("other", 192, OPTIONS);
        VaultKey otherEc =
                vault.createEcKey("other", Curve.P384, VaultProtection.SOFTWARE, OPTIONS);

        prove(vault, ec, ec.description(), VaultProtection.SOFTWARE).requirePassed();
        prove(hsm, aes, aes.description(), VaultProtection.HSM).requirePassed();
        assertThat(failed(prove(vault, otherEc, ec.description(), VaultProtection.SOFTWARE)))
                .containsExactly("public key", "signature");
        assertThat(failed(prove(hsm, otherAes, aes.description(), VaultProtection.HSM)))
                .containsExactly("fingerprint");
        VaultKey longer = hsm.createAesKey("longer", 256, OPTIONS);
        assertThat(failed(prove(hsm, longer, aes.description(), VaultProtection.HSM)))
                .containsExactly("fingerprint");
        assertThat(failed(prove(hsm, aes, ec.description(), VaultProtection.HSM)))
                .containsExactly("public key", "key type", "operations");
        VaultProof byFingerprint =
                VaultProof.of(
                        hsm,
                        aes.id(),
                        ExpectedKey.tenantKey(aes.description().fingerprint(), VaultProtection.HSM),
                        RANDOM);
        byFingerprint.requirePassed();
        assertThat(names(byFingerprint)).contains("fingerprint", "round trip");
    }

    @Test
    void blob_asAnotherKind_isRefused() throws Exception {
        try (SoftwareKey ec = GeneratedKeys.softwareEc(Curve.P256)) {
            byte[] file = blob(vault, ec);
            for (VaultKeyKind other :
                    List.of(VaultKeyKind.RSA, VaultKeyKind.EC_P384, VaultKeyKind.EC_P521)) {
                assertThatThrownBy(() -> vault.importBlob("ec", file, other, OPTIONS))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("length of EC P-256");
            }
            assertThatThrownBy(() -> vault.importBlob("ec", file, VaultKeyKind.AES, OPTIONS))
                    .isInstanceOf(RefusedException.class);
            KeyDescription another = GeneratedKeys.softwareEc(Curve.P384).description();
            assertThatThrownBy(
                            () ->
                                    KeyImport.into(vault, "ec")
                                            .options(OPTIONS)
                                            .build()
                                            .ofBlob(
                                                    BlobContent.parse(file),
                                                    VaultKeyKind.EC_P256,
                                                    ExpectedKey.tenantKey(
                                                            another, VaultProtection.HSM)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageEndingWith(", not of EC P-384");
            assertThat(vault.exists("ec")).isFalse();
        }
    }

    @Test
    void hsmThatEncryptsWithAnotherKey_isFound() throws Exception {
        server.close();
        start(
                LocalVaultOptions.builder(folder.resolve("token2"))
                        .fault("wrong-key:encrypt,decrypt"));
        try (SoftwareKey key = GeneratedKeys.softwareAes(256)) {
            VaultKey imported = hsm.importBlob("aes", blob(hsm, key), VaultKeyKind.AES, OPTIONS);

            assertThat(failed(prove(hsm, imported, key.description(), VaultProtection.HSM)))
                    .containsExactly("fingerprint");
        }
    }

    @Test
    void hsmThatDecryptsWithAnotherKey_isFound() throws Exception {
        server.close();
        start(LocalVaultOptions.builder(folder.resolve("token3")).fault("wrong-key:decrypt"));
        try (SoftwareKey key = GeneratedKeys.softwareAes(256)) {
            VaultKey imported = hsm.importBlob("aes", blob(hsm, key), VaultKeyKind.AES, OPTIONS);

            assertThat(failed(prove(hsm, imported, key.description(), VaultProtection.HSM)))
                    .containsExactly("round trip");
        }
    }

    @Test
    void aesKeyThatMayNotEncrypt_isShownWithoutFingerprint_andNotProven() throws Exception {
        VaultKey made =
                hsm.createAesKey(
                        "quiet",
                        256,
                        new ImportOptions(List.of("wrapKey"), false, KeyProfile.KEY_VAULT, false));

        VaultKey shown = hsm.show("quiet");

        assertThat(shown.described()).isEmpty();
        assertThatThrownBy(shown::description)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the vault does not show which key");
        JsonObject json = JsonObject.parse(shown.toUtf8());
        assertThat(json.has("fingerprint")).isFalse();
        assertThat(json.string("kty")).isEqualTo("oct-HSM");
        VaultProof proof =
                VaultProof.of(
                        hsm,
                        made.id(),
                        ExpectedKey.tenantKey(
                                new KeyDescription.Aes(
                                        256, Fingerprint.ofAesText(Fingerprint.aesText())),
                                VaultProtection.HSM),
                        RANDOM);
        assertThat(failed(proof)).contains("fingerprint", "operations");
        // Then it may encrypt, and is known.
        VaultKey permitted = hsm.permit(made.id(), KeyProfile.TENANT_KEY_OPERATIONS);
        assertThat(permitted.operations())
                .containsExactlyInAnyOrder("encrypt", "decrypt", "wrapKey", "unwrapKey");
        prove(hsm, permitted, permitted.description(), VaultProtection.HSM).requirePassed();
    }

    @Test
    void disabledAesKey_isShown() throws Exception {
        VaultKey made = hsm.createAesKey("off", 128, OPTIONS);
        hsm.disable(made.id());

        assertThat(hsm.show("off").described()).isEmpty();
        assertThat(hsm.show("off").attributes().enabled()).isFalse();
    }

    @Test
    void shown_ecKey_hasItsNumbers() throws Exception {
        VaultKey made = vault.createEcKey("shown", Curve.P521, VaultProtection.HSM, OPTIONS);

        JsonObject json = JsonObject.parse(vault.show("shown").toUtf8());

        assertThat(json.string("crv")).isEqualTo("P-521");
        assertThat(json.string("x")).hasSize(88);
        assertThat(json.string("y")).hasSize(88);
        hsm.createAesKey("aes", 192, OPTIONS);
        assertThat(JsonObject.parse(hsm.show("aes").toUtf8()).number("aes_bits")).isEqualTo(192);
        assertThat(json.string("fingerprint"))
                .isEqualTo(made.description().fingerprint().toString());
    }
}
