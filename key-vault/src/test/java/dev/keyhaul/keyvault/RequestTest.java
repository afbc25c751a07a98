package dev.keyhaul.keyvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, byte by byte where it matters. */
class RequestTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    @TempDir Path folder;
    private ScriptedVault server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedVault(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRequest_keepsItsHostInAHeader_andTheFirstHasNoToken() throws Exception {
        server.answer(200, server.key("kek", ""));

        server.connect().show("kek");

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).authorization()).isEmpty();
        assertThat(server.last().authorization()).contains("Bearer rehearsal-token");
        assertThat(server.requests())
                .allSatisfy(r -> assertThat(r.host()).contains(server.host().host()));
        assertThat(server.last().path()).isEqualTo("/keys/kek/?api-version=2025-07-01");
        assertThat(server.last().userAgent()).startsWith("keyhaul ");
    }

    @Test
    void show_readsEveryMember() throws Exception {
        server.answer(200, server.key("kek", ",\"exp\":1900000000"));

        VaultKey key = server.connect().show("kek");

        assertThat(key.id().toString()).isEqualTo(server.host().url() + "/keys/kek/" + VERSION);
        assertThat(key.description().requireRsa().getPublicExponent()).isEqualTo(65537);
        assertThat(key.description().lengthBits()).isEqualTo(2048);
        assertThat(key.keyType()).isEqualTo("RSA-HSM");
        assertThat(key.operations()).containsExactly("import");
        assertThat(key.attributes().enabled()).isTrue();
        assertThat(key.attributes().exportable()).isFalse();
        assertThat(key.attributes().releasePolicy()).isFalse();
        assertThat(key.attributes().recoveryLevel()).contains("Recoverable+Purgeable");
        assertThat(key.attributes().hsmPlatform()).contains("2");
        assertThat(key.attributes().created()).contains(Instant.ofEpochSecond(1700000000));
        assertThat(key.attributes().updated()).contains(Instant.ofEpochSecond(1700000001));
        assertThat(key.attributes().expires()).contains(Instant.ofEpochSecond(1900000000));
        assertThat(JsonObject.parse(key.toUtf8()).string("kid")).isEqualTo(key.id().toString());
    }

    @Test
    void show_ofOneVersion_asksForIt() throws Exception {
        server.answer(200, server.key("kek", ""));
        KeyIdentifier id = KeyIdentifier.parse(server.host().url() + "/keys/kek/" + VERSION);

        server.connect().show(id);

        assertThat(server.last().path())
                .isEqualTo("/keys/kek/" + VERSION + "?api-version=2025-07-01");
    }

    @Test
    void createKek_isAnHsmKeyThatCanImportAlone() throws Exception {
        server.nameIsFree().answer(200, server.key("kek", ""));

        server.connect().createKek("kek", 4096);

        JsonObject body = body();
        assertThat(server.last().path()).isEqualTo("/keys/kek/create?api-version=2025-07-01");
        assertThat(body.string("kty")).isEqualTo("RSA-HSM");
        assertThat(body.number("key_size")).isEqualTo(4096);
        assertThat(body.number("public_exponent")).isEqualTo(65537);
        assertThat(body.strings("key_ops")).containsExactly("import");
    }

    @Test
    void createKey_isAnHsmKeyWithTheSixOperations_thatIsNotExportable() throws Exception {
        server.nameIsFree().answer(200, server.key("tenant", ""));

        server.connect().createKey("tenant", 2048, VaultProtection.HSM, ImportOptions.tenantKey());

        JsonObject body = body();
        assertThat(server.last().path()).isEqualTo("/keys/tenant/create?api-version=2025-07-01");
        assertThat(body.string("kty")).isEqualTo("RSA-HSM");
        assertThat(body.number("key_size")).isEqualTo(2048);
        assertThat(body.strings("key_ops")).isEqualTo(KeyProfile.TENANT_KEY_OPERATIONS);
        assertThat(body.toCompactString()).doesNotContain("exportable\":true");
    }

    @Test
    void permit_sendsTheOldOperationsAndTheNew() throws Exception {
        String some = server.key("tenant", "").replace("[\"import\"]", "[\"sign\",\"get\"]");
        server.answer(200, some);
        KeyIdentifier id = KeyIdentifier.parse(server.host().url() + "/keys/tenant/" + VERSION);

        server.connect().permit(id, List.of("sign", "decrypt"));

        assertThat(server.last().method()).isEqualTo("PATCH");
        assertThat(server.last().path()).startsWith("/keys/tenant/" + VERSION);
        assertThat(body().strings("key_ops")).containsExactly("sign", "get", "decrypt");
    }

    @Test
    void permit_ofWhatIsPermitted_changesNothing() throws Exception {
        server.answer(200, server.key("tenant", "").replace("\"import\"", "\"sign\",\"decrypt\""));
        KeyIdentifier id = KeyIdentifier.parse(server.host().url() + "/keys/tenant/" + VERSION);

        server.connect().permit(id, List.of("sign", "decrypt"));

        assertThat(server.authorised()).allMatch(r -> r.method().equals("GET"));
    }

    @Test
    void rotationPolicy_rotatesOnlyWhenItSaysSo() throws Exception {
        String policy =
                "{\"id\":\"x\",\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P90D\"},"
                        + "\"action\":{\"type\":\"%s\"}}],\"attributes\":{}}";
        server.answer(200, policy.formatted("Notify"))
                .answer(200, policy.formatted("Rotate"))
                .answer(200, "{}");
        KeyVault vault = server.connect();

        assertThat(vault.rotates("tenant")).isFalse();
        assertThat(vault.rotates("tenant")).isTrue();
        assertThat(vault.rotates("tenant")).isFalse();
        assertThat(server.last().path())
                .isEqualTo("/keys/tenant/rotationpolicy?api-version=2025-07-01");
    }

    @Test
    void downloadKek_isARecordThatCanBeReadAgain() throws Exception {
        server.answer(200, server.key("kek", ",\"exp\":1900000000"));

        KekRecord kek = server.connect().downloadKek("kek");

        assertThat(kek.download().orElseThrow().serverCertificates()).isEmpty();
        assertThat(KekRecord.parse(kek.toUtf8())).isEqualTo(kek);
    }

    @Test
    void downloadKek_ofAManagedHsm_keepsItsAttestation_andGoesOnWithoutOne() throws Exception {
        try (ScriptedVault hsm = new ScriptedVault(folder, "token", "managedhsm.keyhaul.invalid")) {
            String attested =
                    ",\"attestation\":{\"certificatePemFile\":\"AQ\",\"publicKeyAttestation\":\"AgM\","
                            + "\"version\":\"MRVL-1\"}";
            hsm.answer(200, hsm.key("kek", ""))
                    .answer(200, hsm.key("kek", attested))
                    .answer(200, hsm.key("kek", ""))
                    .answer(403, ScriptedVault.error("Forbidden", "no"));
            KeyVault vault = hsm.connect();

            KekRecord kek = vault.downloadKek("kek");

            assertThat(kek.download().orElseThrow().attestation())
                    .contains(
                            HsmAttestation.of(
                                    "MRVL-1", new byte[] {1}, new byte[] {2, 3}, new byte[0]));
            assertThat(hsm.last().path())
                    .isEqualTo("/keys/kek/" + VERSION + "/attestation?api-version=2025-07-01");
            assertThat(KekRecord.parse(kek.toUtf8())).isEqualTo(kek);
            assertThat(vault.downloadKek("kek").download().orElseThrow().attestation()).isEmpty();
        }
    }

    @Test
    void importBlob_sendsTheWholeFileAndTheSixOperations() throws Exception {
        server.nameIsFree().answer(200, server.key("tenant", ""));
        // Not as toFile would write it: what was checked is sent, no encoding of it.
        byte[] file =
                ("\n\t " + new String(blob(server.host().url()), UTF_8) + " ").getBytes(UTF_8);

        server.connect().importBlob("tenant", file, ImportOptions.tenantKey());

        JsonObject body = body();
        JsonObject key = body.object("key");
        assertThat(server.last().method()).isEqualTo("PUT");
        assertThat(server.last().path()).isEqualTo("/keys/tenant?api-version=2025-07-01");
        assertThat(key.string("kty")).isEqualTo("RSA-HSM");
        assertThat(key.strings("key_ops"))
                .containsExactly("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");
        assertThat(Base64.getUrlDecoder().decode(key.string("key_hsm"))).isEqualTo(file);
        assertThat(key.string("key_hsm")).doesNotContain("=");
        assertThat(body.bool("Hsm")).isTrue();
    }

    @Test
    void importBlob_ofAnotherVaultsKek_isRefusedWithoutARequest() throws Exception {
        byte[] blob = blob("https://other.vault.keyhaul.invalid");

        assertThatThrownBy(
                        () ->
                                server.connect()
                                        .importBlob("tenant", blob, ImportOptions.tenantKey()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a vault other than");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void importBlob_nameTaken_isRefusedUnlessANewVersionIsWanted() throws Exception {
        server.answer(200, server.key("tenant", ""));
        KeyVault vault = server.connect();
        byte[] blob = blob(server.host().url());

        assertThatThrownBy(() -> vault.importBlob("tenant", blob, ImportOptions.tenantKey()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("already");
        assertThat(server.authorised()).allMatch(r -> r.method().equals("GET"));

        vault.importBlob("tenant", blob, ImportOptions.tenantKey().withNewVersion(true));
        assertThat(server.last().method()).isEqualTo("PUT");
    }

    @Test
    void importSoftwareKey_sendsEveryPartOfTheKey() throws Exception {
        server.nameIsFree().answer(200, server.key("tenant", ""));
        RSAPrivateCrtKey secret = TestKeys.rsa2048();

        try (SoftwareKey key = TestKeys.softwareKey(secret)) {
            server.connect()
                    .importSoftwareKey(
                            "tenant", key, VaultProtection.SOFTWARE, ImportOptions.tenantKey());
        }

        JsonObject jwk = body().object("key");
        assertThat(jwk.string("kty")).isEqualTo("RSA");
        assertThat(body().bool("Hsm")).isFalse();
        assertThat(jwk.strings("key_ops")).hasSize(6);
        Map<String, BigInteger> parts =
                Map.of(
                        "n", secret.getModulus(),
                        "e", secret.getPublicExponent(),
                        "d", secret.getPrivateExponent(),
                        "p", secret.getPrimeP(),
                        "q", secret.getPrimeQ(),
                        "dp", secret.getPrimeExponentP(),
                        "dq", secret.getPrimeExponentQ(),
                        "qi", secret.getCrtCoefficient());
        for (var part : parts.entrySet()) {
            assertThat(jwk.string(part.getKey()))
                    .isEqualTo(PublicKeyEncoding.base64Url(part.getValue()));
        }
    }

    @Test
    void softwareJwk_closed_holdsNothing() throws Exception {
        RSAPrivateCrtKey secret = TestKeys.rsa2048();
        SoftwareJwk jwk =
                new SoftwareJwk(
                        secret.getEncoded(),
                        TestKeys.description(secret),
                        VaultProtection.HSM,
                        List.of());
        assertThat(jwk.jwk().getD()).isNotEmpty();

        jwk.close();

        assertThat(jwk.jwk().hasPrivateKey()).isFalse();
        assertThat(jwk.jwk().getP()).isNull();
        assertThat(jwk.jwk().getDp()).isNull();
    }

    private JsonObject body() throws Exception {
        return JsonObject.parse(server.last().body().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] blob(String vaultUrl) throws Exception {
        return new BlobContent(
                        KeyIdentifier.parse(vaultUrl + "/keys/kek/" + VERSION),
                        new byte[1480],
                        "test")
                .toFile();
    }
}
