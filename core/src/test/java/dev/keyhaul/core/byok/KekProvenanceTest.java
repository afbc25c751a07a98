package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The ways to authenticate a KEK that are more than a fingerprint. */
class KekProvenanceTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String CEREMONY = "autumn";
    private static final KeyPair EVIDENCE = GeneratedKeys.rsa(2048, "evidence");
    private static final KekRecord.TlsRoot AZURES = root("DigiCert Global Root G2");

    private Instant at = NOW.minus(Duration.ofDays(6));
    private Optional<KekRecord.TlsRoot> root = Optional.of(AZURES);
    private Optional<String> ceremony = Optional.of(CEREMONY);
    private Optional<Instant> expires = Optional.of(NOW.plusSeconds(1));
    private String kid = KekFiles.KID;
    private RSAPublicKey key = KekFiles.KEY;

    private static KekRecord.TlsRoot root(String name) {
        try {
            return new KekRecord.TlsRoot(
                    "CN=" + name + ",O=DigiCert Inc",
                    Fingerprint.parse(AzureRoots.PINS.getOrDefault(name, "")));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What a proxy's root can call itself. */
    private static KekRecord.TlsRoot proxys() {
        return new KekRecord.TlsRoot(AZURES.name(), Fingerprint.of(EVIDENCE.getPublic()));
    }

    private KekRecord record() throws Exception {
        return KekRecord.builder(KeyIdentifier.parseVersioned(kid), key)
                .expires(expires.orElse(null))
                .download(
                        KekRecord.Download.at(at)
                                .tlsRoot(root.orElse(null))
                                .ceremony(ceremony.orElse(null))
                                .build())
                .build();
    }

    private static KekCandidate candidate() throws Exception {
        return KekCandidate.read(KekFiles.AZ.getBytes(UTF_8), null, NOW);
    }

    private KeyExchangeKey bySignature() throws Exception {
        byte[] file = record().toUtf8();
        return bySignature(file, sign(file));
    }

    private static KeyExchangeKey bySignature(byte[] file, byte[] signature) throws Exception {
        return candidate()
                .authenticate(
                        KekProvenance.signedRecord(
                                file, signature, EVIDENCE.getPublic(), CEREMONY, NOW));
    }

    private static byte[] sign(byte[] file) throws Exception {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(EVIDENCE.getPrivate());
        rs256.update(file);
        return rs256.sign();
    }

    private void assertRecordRefused(String message) {
        assertThatThrownBy(this::bySignature)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    /** A service's answer: for the wrapping key that is in it, and for no KEK of a vault. */
    @Test
    void signedAnswer_authenticatesItsOwnKey_andNothingElse() throws Exception {
        byte[] file = "the service's answer".getBytes(UTF_8);
        byte[] signature = sign(file);
        KekProvenance answer =
                KekProvenance.signedAnswer(file, signature, EVIDENCE.getPublic(), key);

        assertThat(answer.check(key, null).label())
                .isEqualTo("a file signed by " + Fingerprint.of(EVIDENCE.getPublic()));
        assertThatThrownBy(() -> answer.check(GeneratedKeys.rsaPublic(3072), null))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the signed file is for another KEK");
        assertThatThrownBy(() -> answer.check(key, KeyIdentifier.parseVersioned(kid)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the signed file is for another KEK");
        signature[9] ^= 1;
        assertThatThrownBy(
                        () ->
                                KekProvenance.signedAnswer(
                                                file, signature, EVIDENCE.getPublic(), key)
                                        .check(key, null))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the file has no valid signature by ");
    }

    @Test
    void signedRecord_authenticates_andSaysWhatItDoesNotProve() throws Exception {
        KeyExchangeKey kek = bySignature();

        assertThat(kek.authenticatedBy())
                .isEqualTo(
                        "a record signed by "
                                + Fingerprint.of(EVIDENCE.getPublic())
                                + ", downloaded at 2026-11-18T12:00:00Z under"
                                + " CN=DigiCert Global Root G2,O=DigiCert Inc");
        assertThat(kek.notProven())
                .hasSize(2)
                .anyMatch(open -> open.startsWith("more than the download host's word"))
                .contains(KekProvenance.MADE_THERE);
    }

    @Test
    void signatureOfAnotherKey_orOfOtherBytes_isRefused() throws Exception {
        byte[] file = record().toUtf8();
        byte[] signature = sign(file);
        for (byte[] bad : List.of(new byte[0], new byte[256], sign("{}".getBytes(UTF_8)))) {
            assertThatThrownBy(() -> bySignature(file, bad))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no valid signature by ");
        }
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> bySignature(changed, signature))
                    .isInstanceOf(RefusedException.class);
        }
    }

    /** The same key signs requests, records of the ceremony and journals. */
    @Test
    void signatureOfWhatIsNoRecord_isRefused() throws Exception {
        String json = new String(record().toUtf8(), UTF_8);
        for (String other :
                List.of(
                        json.replace(KekRecord.KIND, "keyhaul token probe"),
                        json.replace("\"kind\"", "\"kin\""),
                        KekFiles.AZ,
                        "no JSON")) {
            byte[] file = other.getBytes(UTF_8);
            assertThatThrownBy(() -> bySignature(file, sign(file)))
                    .as(other)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("the signed file is not a KEK record");
        }
        byte[] vaults =
                KekFiles.AZ
                        .replaceFirst("\\{", "{\"kind\":\"" + KekRecord.KIND + "\",")
                        .getBytes(UTF_8);
        assertThatThrownBy(() -> bySignature(vaults, sign(vaults)))
                .hasMessageContaining("does not state how it was downloaded");
    }

    @Test
    void signedRecord_ofAnotherKeyOrVault_isRefused() {
        kid = KekFiles.KID.replace("contoso", "staging");
        assertRecordRefused("the signed record is for another KEK: https://staging-kv");
        kid = KekFiles.KID;
        key = GeneratedKeys.rsaPublic(3072);
        assertRecordRefused("the signed record is for another KEK");
    }

    @Test
    void signedRecord_ofAnotherCeremonyOrNone_isRefused() {
        ceremony = Optional.of("spring");
        assertRecordRefused("is for the ceremony 'spring', not for 'autumn'");
        ceremony = Optional.empty();
        assertRecordRefused("is for no ceremony, not for 'autumn'");
    }

    @Test
    void signedRecord_isGoodFor7Days_andNotBeforeItsTime() throws Exception {
        at = NOW.minus(Duration.ofDays(7));
        assertThat(bySignature().kid()).isEqualTo(KekFiles.kid());
        at = at.minusMillis(1);
        assertRecordRefused("more than 7 days ago");
        at = NOW.plus(Duration.ofMinutes(5));
        assertThat(bySignature().kid()).isEqualTo(KekFiles.kid());
        at = at.plusMillis(1);
        assertRecordRefused("in the future");
    }

    @Test
    void signedRecord_ofAnExpiredKek_isRefused() {
        expires = Optional.of(NOW);
        assertRecordRefused("expired at 2026-11-24T12:00:00Z");
    }

    @Test
    void signedRecord_ofADownloadUnderAProxysRoot_isRefused() {
        root = Optional.of(proxys());
        assertRecordRefused("which is not one of Azure's roots");
        root = Optional.empty();
        assertRecordRefused("the root of the TLS certificate is not known");
    }

    @Test
    void bareKey_hasNoRecordAndNoAttestation() throws Exception {
        byte[] file = record().toUtf8();
        byte[] signature = sign(file);
        assertThatThrownBy(
                        () ->
                                BareWrappingKey.of(
                                        KekFiles.KEY,
                                        KekProvenance.signedRecord(
                                                file,
                                                signature,
                                                EVIDENCE.getPublic(),
                                                CEREMONY,
                                                NOW)))
                .isInstanceOf(RefusedException.class);
        MadeAttestation made = new MadeAttestation();
        assertThatThrownBy(() -> BareWrappingKey.of(MadeAttestation.KEK, attested(made)))
                .isInstanceOf(RefusedException.class);
    }

    private KeyExchangeKey byAnswer() throws Exception {
        return candidate().authenticate(new KekProvenance.VaultAnswer(record()));
    }

    @Test
    void vaultAnswer_underAzuresRoot_authenticates() throws Exception {
        KeyExchangeKey kek = byAnswer();

        assertThat(kek.authenticatedBy()).isEqualTo("the vault, which answered this command");
        assertThat(kek.notProven())
                .containsExactly("more than the vault states: " + KekProvenance.IN_HSM);
    }

    @Test
    void vaultAnswer_underAProxysRoot_isRefused() {
        for (Optional<KekRecord.TlsRoot> seen :
                List.of(Optional.of(proxys()), Optional.<KekRecord.TlsRoot>empty())) {
            root = seen;
            assertThatThrownBy(this::byAnswer)
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TLS_ROOT));
        }
    }

    @Test
    void vaultAnswer_ofAnotherKeyOrVersion_isRefused() {
        key = GeneratedKeys.rsaPublic(3072);
        assertThatThrownBy(this::byAnswer).hasMessageContaining("KEK does not match");
        key = KekFiles.KEY;
        kid = KekFiles.KID.replace("0123", "1123");
        assertThatThrownBy(this::byAnswer)
                .hasMessageContaining("which has the expected key but a different identifier");
    }

    private static KekCandidate attestedCandidate() throws Exception {
        return KekCandidate.read(MadeAttestation.KEK.getEncoded(), MadeAttestation.kid(), NOW);
    }

    private static KekProvenance attested(MadeAttestation made) throws Exception {
        return attested(made, Fingerprint.of(made.owner.getPublic()));
    }

    private static KekProvenance attested(MadeAttestation made, Fingerprint owner)
            throws Exception {
        return new AttestedKek(
                made.attestation(),
                owner,
                MadeAttestation.NOW,
                List.of((RSAPublicKey) made.root.getPublic()));
    }

    @Test
    void attestationOfTheOwnersPool_authenticatesAKeyThatCannotDecrypt() throws Exception {
        MadeAttestation made = new MadeAttestation();

        KeyExchangeKey kek = attestedCandidate().authenticate(attested(made));

        assertThat(kek.authenticatedBy())
                .isEqualTo(
                        "the attestation of a Managed HSM, owned by "
                                + Fingerprint.of(made.owner.getPublic()));
        assertThat(kek.notProven())
                .anyMatch(open -> open.contains("key_ops"))
                .doesNotContain(KekProvenance.IN_HSM, KekProvenance.MADE_THERE);
    }

    /** The same name, version and even key: what tells them apart is whose pool it is. */
    @Test
    void attestationOfAnotherManagedHsm_withTheSameKeyName_isRefused() throws Exception {
        MadeAttestation attackers = new MadeAttestation();
        Fingerprint ours = Fingerprint.of(GeneratedKeys.rsa(2048, "our pool").getPublic());

        assertThatThrownBy(() -> attestedCandidate().authenticate(attested(attackers, ours)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not authenticated: the owner's key does not match");
    }

    @Test
    void attestationOfAKeyThatDecrypts_needsAnotherWayAsWell() throws Exception {
        MadeAttestation made = new MadeAttestation();
        made.ofPrivate.put(0x105, new byte[] {1});
        KekCandidate kek = attestedCandidate();
        assertThatThrownBy(() -> kek.authenticate(attested(made)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("alone does not authenticate it", "CKA_DECRYPT = 1");

        KekProvenance twice = KekProvenance.together(List.of(attested(made), attested(made)));
        assertThatThrownBy(() -> kek.authenticate(twice)).isInstanceOf(RefusedException.class);
        KekProvenance typed =
                new KekProvenance.OperatorsFingerprint(Fingerprint.of(MadeAttestation.KEK));
        KeyExchangeKey both =
                kek.authenticate(KekProvenance.together(List.of(attested(made), typed)));
        assertThat(both.authenticatedBy())
                .startsWith("the attestation of a Managed HSM, ")
                .endsWith(" and a fingerprint given by the operator");
        assertThat(both.notProven())
                .anyMatch(open -> open.contains("CKA_DECRYPT = 1"))
                .doesNotContain(KekProvenance.IN_HSM, KekProvenance.MADE_THERE);
    }

    @Test
    void severalWays_mustEachHold() throws Exception {
        MadeAttestation made = new MadeAttestation();
        KekProvenance another =
                new KekProvenance.OperatorsFingerprint(Fingerprint.of(EVIDENCE.getPublic()));
        for (List<KekProvenance> ways :
                List.of(List.of(attested(made), another), List.of(another, attested(made)))) {
            assertThatThrownBy(() -> attestedCandidate().authenticate(KekProvenance.together(ways)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("KEK does not match");
        }
    }

    @Test
    void builtInRoots_areMarvells() throws Exception {
        MadeAttestation made = new MadeAttestation();

        assertThatThrownBy(
                        () ->
                                attestedCandidate()
                                        .authenticate(
                                                KekProvenance.attestation(
                                                        made.attestation(),
                                                        Fingerprint.of(made.owner.getPublic()),
                                                        MadeAttestation.NOW)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("certificates for the adapter");
    }
}
