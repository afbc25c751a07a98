package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.VaultTier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure's SDK against the local vault, which unwraps, signs and decrypts for real. */
class RehearsalTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path folder;
    private LocalVault server;
    private KeyVault vault;
    private SoftwareKey key;

    @BeforeEach
    void start() throws Exception {
        server = LocalVault.start(LocalVaultOptions.builder(folder.resolve("token")).build());
        vault = connect(server);
        key = TestKeys.softwareKey(TestKeys.rsa2048());
    }

    @AfterEach
    void stop() {
        key.close();
        server.close();
    }

    private static KeyVault connect(LocalVault server) throws Exception {
        return KeyVault.connect(server.host("contoso"), new LoopbackRelay(server.accessFile()));
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void key_wrappedUnderADownloadedKek_arrivesAndIsProven(int kekBits) throws Exception {
        vault.createKek("kek", kekBits);
        KekRecord kek = vault.downloadKek("kek");

        VaultKey imported =
                vault.importBlob("tenant", blob(kek, key).toFile(), ImportOptions.tenantKey());
        VaultProof proof = prove(vault, imported, VaultProtection.HSM);

        proof.requirePassed();
        assertThat(proof.checks())
                .extracting(VaultProof.Check::name)
                .containsExactly(
                        "public key",
                        "version",
                        "key type",
                        "operations",
                        "enabled",
                        "not exportable",
                        "release policy",
                        "recovery level",
                        "HSM platform",
                        "rotation policy",
                        "signature",
                        "decryption");
        assertThat(proof.checks()).allMatch(check -> check.verdict() == Verdict.PASS);
        assertThat(kek.publicKey().getModulus().bitLength()).isEqualTo(kekBits);
        assertThat(imported.operations()).containsAll(KeyProfile.TENANT_KEY_OPERATIONS);
        assertThat(vault.show(imported.id()).id()).isEqualTo(imported.id());
    }

    @ParameterizedTest
    @EnumSource(VaultProtection.class)
    void softwareKey_asJwk_arrivesAndIsProven(VaultProtection protection) throws Exception {
        VaultKey imported =
                vault.importSoftwareKey("tenant", key, protection, ImportOptions.tenantKey());

        prove(vault, imported, protection).requirePassed();
    }

    @Test
    void anyImport_intoALocalVault_isRefusedOutsideARehearsal() throws Exception {
        KeyImport real = KeyImport.into(vault, "tenant").build();

        assertThatThrownBy(() -> real.asSoftwareKey(key)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> real.underNewKek(key)).isInstanceOf(RefusedException.class);
        assertThat(vault.exists("tenant")).isFalse();

        KeyImport.into(vault, "tenant").rehearsal(true).build().asSoftwareKey(key).requirePassed();
        KeyImport.into(vault, "other").rehearsal(true).build().underNewKek(key).requirePassed();
    }

    @Test
    void expectedKey_thatTheVaultHolds_isFound_andAnotherOfItsNameIsRefused() throws Exception {
        List<VaultKey> seen = new ArrayList<>();
        KeyImport importing =
                KeyImport.into(vault, "tenant")
                        .rehearsal(true)
                        .steps(
                                new KeyImport.Steps() {
                                    @Override
                                    public void held(VaultKey held) {
                                        seen.add(held);
                                    }
                                })
                        .build();
        assertThat(importing.held(key.description().fingerprint())).isEmpty();
        importing.asSoftwareKey(key).requirePassed();

        VaultKey held = importing.held(key.description().fingerprint()).orElseThrow();

        assertThat(seen).containsExactly(held);
        try (SoftwareKey other = GeneratedKeys.software(2048, "held")) {
            assertThatThrownBy(() -> importing.held(other.description().fingerprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("already");
        }
    }

    @Test
    void key_thatTheVaultMakes_isProven_andMadeOnce() throws Exception {
        KeyImport making = KeyImport.into(vault, "tenant").build();

        making.ofNew(VaultKeyKind.RSA, 2048, VaultProtection.HSM).requirePassed();

        assertThatThrownBy(() -> making.ofNew(VaultKeyKind.RSA, 2048, VaultProtection.HSM))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("already");
    }

    @Test
    void softwareKey_ofALengthThatItsProfileForbids_isNotSent() throws Exception {
        try (SoftwareKey longer = GeneratedKeys.software(3072, "profile")) {
            assertThatThrownBy(
                            () ->
                                    vault.importSoftwareKey(
                                            "tenant",
                                            longer,
                                            VaultProtection.SOFTWARE,
                                            ImportOptions.tenantKey()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("3072");
            assertThat(vault.exists("tenant")).isFalse();
            vault.importSoftwareKey(
                    "tenant",
                    longer,
                    VaultProtection.SOFTWARE,
                    ImportOptions.tenantKey().withProfile(KeyProfile.KEY_VAULT, false));
            assertThat(vault.exists("tenant")).isTrue();
        }
    }

    @Test
    void softwareKey_thatIsNotSound_isNotSent() throws Exception {
        try (SoftwareKey composite = GeneratedKeys.withCompositeFactor()) {
            assertThatThrownBy(
                            () ->
                                    vault.importSoftwareKey(
                                            "tenant",
                                            composite,
                                            VaultProtection.SOFTWARE,
                                            ImportOptions.tenantKey()))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("prime");
            assertThat(vault.exists("tenant")).isFalse();
        }
    }

    @Test
    void key_madeThere_isProven_andKnownByItsFingerprintAlone() throws Exception {
        VaultKey made =
                vault.createKey("made", 2048, VaultProtection.HSM, ImportOptions.tenantKey());

        VaultProof proof =
                VaultProof.of(
                        vault,
                        made.id(),
                        ExpectedKey.tenantKey(
                                made.description().fingerprint(), VaultProtection.HSM),
                        RANDOM);

        proof.requirePassed();
        assertThat(proof.checks()).hasSize(12);
        assertThat(made.attributes().exportable()).isFalse();
    }

    @Test
    void fingerprintOfAnotherKey_provesNothingWithTheVaultsOwn() throws Exception {
        VaultKey made =
                vault.createKey("made", 2048, VaultProtection.HSM, ImportOptions.tenantKey());

        VaultProof proof =
                VaultProof.of(
                        vault,
                        made.id(),
                        ExpectedKey.tenantKey(key.description().fingerprint(), VaultProtection.HSM),
                        RANDOM);

        assertThat(failed(proof)).containsExactly("public key");
        assertThat(proof.checks())
                .extracting(VaultProof.Check::name)
                .doesNotContain("signature", "decryption");
    }

    @Test
    void permit_addsWhatIsMissing_andNothingToAKek() throws Exception {
        VaultKey few =
                vault.importSoftwareKey(
                        "tenant",
                        key,
                        VaultProtection.HSM,
                        new ImportOptions(
                                List.of("sign", "decrypt"), false, KeyProfile.TENANT_KEY, false));
        VaultProof lacking = prove(vault, few, VaultProtection.HSM);
        assertThat(
                        catchThrowableOfType(CheckFailedException.class, lacking::requirePassed)
                                .hint()
                                .orElseThrow())
                .startsWith("az keyvault key set-attributes --id " + few.id() + " --ops ");

        VaultKey six = vault.permit(few.id(), KeyProfile.TENANT_KEY_OPERATIONS);

        assertThat(six.operations())
                .containsExactlyInAnyOrderElementsOf(KeyProfile.TENANT_KEY_OPERATIONS);
        prove(vault, six, VaultProtection.HSM).requirePassed();
        VaultKey kek = vault.createKek("kek", 2048);
        assertThatThrownBy(() -> vault.permit(kek.id(), KeyProfile.TENANT_KEY_OPERATIONS))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is a KEK");
        assertThat(vault.show("kek").operations()).containsExactly("import");
    }

    @Test
    void exists_onlyAfterTheImport() throws Exception {
        assertThat(vault.exists("tenant")).isFalse();
        vault.importSoftwareKey("tenant", key, VaultProtection.HSM, ImportOptions.tenantKey());
        assertThat(vault.exists("tenant")).isTrue();
    }

    @Test
    void backup_isABlob_andOfNoKeyTheVaultsAnswer() throws Exception {
        vault.importSoftwareKey("tenant", key, VaultProtection.HSM, ImportOptions.tenantKey());

        assertThat(vault.backup("tenant")).hasSizeGreaterThan(1000);
        KeyVaultException refused =
                catchThrowableOfType(KeyVaultException.class, () -> vault.backup("nobody"));
        assertThat(refused).hasMessageContaining("cannot back up nobody: ");
        assertThat(refused.status()).isEqualTo(404);
    }

    @Test
    void takenName_isRefused_orGetsANewVersion() throws Exception {
        VaultKey first =
                vault.importSoftwareKey(
                        "tenant", key, VaultProtection.HSM, ImportOptions.tenantKey());

        assertThatThrownBy(() -> vault.createKek("tenant", 2048))
                .isInstanceOf(RefusedException.class);
        VaultKey second =
                vault.importSoftwareKey(
                        "tenant",
                        key,
                        VaultProtection.HSM,
                        ImportOptions.tenantKey().withNewVersion(true));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(vault.show("tenant").id()).isEqualTo(second.id());
    }

    /** The rules of BlobWrapper hold for a key that goes without blob, too. */
    @Test
    void importSoftwareKey_againstItsProfile_isRefused_andNothingIsSent() throws Exception {
        try (SoftwareKey longer = GeneratedKeys.software(3072, "longer")) {
            assertThatThrownBy(
                            () ->
                                    vault.importSoftwareKey(
                                            "longer",
                                            longer,
                                            VaultProtection.SOFTWARE,
                                            ImportOptions.tenantKey()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("modulus is 3072 bits");
            assertThat(vault.exists("longer")).isFalse();
            assertThat(
                            vault.importSoftwareKey(
                                            "longer",
                                            longer,
                                            VaultProtection.SOFTWARE,
                                            ImportOptions.tenantKey()
                                                    .withProfile(KeyProfile.KEY_VAULT, false))
                                    .description())
                    .isEqualTo(longer.description());
        }
    }

    @Test
    void anotherKeyInTheVault_failsThePublicKeyTheSignatureAndTheDecryption() throws Exception {
        VaultKey imported;
        try (SoftwareKey other = TestKeys.softwareKey(TestKeys.rsa2048())) {
            imported =
                    vault.importSoftwareKey(
                            "tenant", other, VaultProtection.HSM, ImportOptions.tenantKey());
        }

        VaultProof proof = prove(vault, imported, VaultProtection.HSM);

        assertThat(failed(proof)).containsExactly("public key", "signature", "decryption");
        CheckFailedException e =
                catchThrowableOfType(CheckFailedException.class, proof::requirePassed);
        assertThat(e).hasMessageContaining("'public key'").hasMessageMatching(".*[0-9a-f]{64}.*");
        assertThat(e.hint().orElseThrow())
                .endsWith(
                        "az keyvault key set-attributes --id "
                                + imported.id()
                                + " --enabled false");
    }

    @Test
    void missingOperationsAndWrongType_fail() throws Exception {
        VaultKey imported =
                vault.importSoftwareKey(
                        "tenant",
                        key,
                        VaultProtection.SOFTWARE,
                        new ImportOptions(
                                List.of("sign", "decrypt"), false, KeyProfile.TENANT_KEY, false));

        assertThat(failed(prove(vault, imported, VaultProtection.HSM)))
                .containsExactly("key type", "operations", "HSM platform");
    }

    @Test
    void proof_isReadableAsJson() throws Exception {
        VaultKey imported =
                vault.importSoftwareKey(
                        "tenant", key, VaultProtection.HSM, ImportOptions.tenantKey());

        JsonObject json = JsonObject.parse(prove(vault, imported, VaultProtection.HSM).toUtf8());

        assertThat(json.bool("passed")).isTrue();
        assertThat(json.objects("checks")).hasSize(12);
    }

    @Test
    void damagedBlob_isRefusedByTheService_andLeavesNoKey() throws Exception {
        vault.createKek("kek", 2048);
        BlobContent good = blob(vault.downloadKek("kek"), key);
        byte[] ciphertext = good.ciphertext();
        ciphertext[ciphertext.length - 1] ^= 1;
        BlobContent bad = new BlobContent(good.kid(), ciphertext, good.generator());

        BlobRejectedException e =
                catchThrowableOfType(
                        BlobRejectedException.class,
                        () -> vault.importBlob("tenant", bad.toFile(), ImportOptions.tenantKey()));

        assertThat(e).hasMessageContaining("the service returned 400 BadParameter");
        assertThat(e.hint().orElseThrow()).contains("do not retry");
        assertThat(vault.exists("tenant")).isFalse();
    }

    @Test
    void standardTier_refusesHsmKeys_andSaysWhatIsNeeded() throws Exception {
        try (LocalVault standard =
                LocalVault.start(
                        LocalVaultOptions.builder(folder.resolve("token2"))
                                .tier(VaultTier.STANDARD)
                                .build())) {
            KeyVault standardVault = connect(standard);

            KeyVaultException e =
                    catchThrowableOfType(
                            KeyVaultException.class, () -> standardVault.createKek("kek", 2048));

            assertThat(e.hint().orElseThrow()).contains("Premium");
        }
    }

    @Test
    void wrongToken_isAnAnswerWithStatus401() throws Exception {
        Path wrong = folder.resolve("wrong.access");
        ScriptedVault.writeAccess(wrong, server.address().getPort(), "another-token");
        KeyVault stranger =
                KeyVault.connect(
                        VaultHost.parseUrl(server.url("contoso").toString()),
                        new LoopbackRelay(wrong));

        KeyVaultException e =
                catchThrowableOfType(KeyVaultException.class, () -> stranger.show("tenant"));

        assertThat(e.status()).isEqualTo(401);
    }

    private VaultProof prove(KeyVault in, VaultKey imported, VaultProtection protection)
            throws Exception {
        return VaultProof.of(
                in, imported.id(), ExpectedKey.tenantKey(key.description(), protection), RANDOM);
    }

    private static List<String> failed(VaultProof proof) {
        return proof.checks().stream()
                .filter(check -> !check.ok())
                .map(VaultProof.Check::name)
                .toList();
    }

    private static BlobContent blob(KekRecord record, SoftwareKey key) throws Exception {
        KeyExchangeKey kek =
                KekCandidate.of(record, Instant.now()).authenticate(new KekProvenance.Rehearsal());
        KeyTransferBlob blob =
                BlobWrapper.under(kek)
                        .profile(KeyProfile.KEY_VAULT)
                        .rehearsal(true)
                        .build()
                        .wrap(key);
        return BlobContent.parse(blob.toFile());
    }
}
