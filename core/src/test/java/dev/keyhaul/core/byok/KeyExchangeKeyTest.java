package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrappedKey;
import java.lang.reflect.Method;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangeKeyTest {
    private static final KekProvenance REHEARSAL = new KekProvenance.Rehearsal();
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final byte[] PEM = PublicKeyEncoding.pem(KekFiles.KEY);
    private static final @Nullable KeyIdentifier NO_KID = null;
    private static final Fingerprint TOLD = Fingerprint.of(KekFiles.KEY);

    @Test
    void read_vaultJsonWithItsFingerprint_isTheKek() throws KeyTransferException {
        for (String json : new String[] {KekFiles.AZ, KekFiles.REST}) {
            KeyExchangeKey kek = read(json);
            assertThat(kek.kid()).isEqualTo(KekFiles.kid());
            assertThat(kek.publicKey()).isEqualTo(KekFiles.KEY);
            assertThat(kek.authenticatedBy()).isEqualTo("a fingerprint given by the operator");
            assertThat(kek.warnings()).isEmpty();
            assertThat(kek.wrappingKey().oaepHash()).isEqualTo(OaepHash.SHA1);
        }
    }

    /** What an attacker writes: all members are right, the key is another. */
    @Test
    void read_forgedJson_isRefusedWithHalfOfItsFingerprint() {
        RSAPublicKey forged = GeneratedKeys.rsaPublic(3072);
        for (String json : new String[] {KekFiles.rest(forged), record(forged)}) {
            RefusedException refused =
                    catchThrowableOfType(RefusedException.class, () -> read(json));
            assertThat(refused)
                    .hasMessage(
                            "the KEK does not match the given fingerprint: its fingerprint begins with "
                                    + Fingerprint.of(forged).firstHalf());
        }
    }

    @Test
    void authenticate_saysWhereTheFingerprintComesFrom() throws KeyTransferException {
        KekCandidate candidate = candidate(KekFiles.AZ);
        assertThat(
                        candidate
                                .authenticate(new KekProvenance.ApprovedFingerprint(TOLD))
                                .authenticatedBy())
                .isEqualTo("a fingerprint in a signed approval");
    }

    @Test
    void authenticate_byWhatIsAnotherKeks_isRefused_whoeverSaysIt() throws KeyTransferException {
        RSAPublicKey other = GeneratedKeys.rsaPublic(3072);
        KekCandidate candidate = candidate(KekFiles.AZ);
        for (KekProvenance others :
                List.of(
                        new KekProvenance.OperatorsFingerprint(Fingerprint.of(other)),
                        new KekProvenance.ApprovedFingerprint(Fingerprint.of(other)))) {
            assertRefused(() -> candidate.authenticate(others), "KEK does not match");
        }
    }

    @Test
    void rehearsal_takesTheLocalVaultsKekOnly() throws KeyTransferException {
        String local = KekFiles.AZ.replace("vault.azure.net", "vault.keyhaul.invalid");
        assertThat(candidate(local).authenticate(REHEARSAL).authenticatedBy())
                .isEqualTo("nothing: it is a rehearsal KEK");
        assertRefused(
                () -> candidate(KekFiles.AZ).authenticate(REHEARSAL),
                KekFiles.KID + " is not authenticated");
    }

    @Test
    void ofRehearsal_takesTheKekOfALocalVault_andNoOther() throws KeyTransferException {
        String local = KekFiles.AZ.replace("vault.azure.net", "vault.keyhaul.invalid");
        KekRecord ofLocalVault = KekRecord.parse(local.getBytes(UTF_8));
        KekRecord ofRealVault = KekRecord.parse(KekFiles.AZ.getBytes(UTF_8));

        assertThat(KeyExchangeKey.ofRehearsal(ofLocalVault, NOW).publicKey())
                .isEqualTo(KekFiles.KEY);
        assertThatThrownBy(() -> KeyExchangeKey.ofRehearsal(ofRealVault, NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not authenticated");
    }

    /** The door stays shut: no other class can make one of a public key. */
    @Test
    void everyPublicWayToOne_asksForAFingerprintOrARehearsal() {
        assertThat(KeyExchangeKey.class.getConstructors()).isEmpty();
        assertThat(BareWrappingKey.class.getConstructors()).isEmpty();
        assertThat(KekCandidate.class.getConstructors()).isEmpty();
        assertThat(KeyExchangeKey.class.getMethods())
                .filteredOn(way -> way.getReturnType() == KeyExchangeKey.class)
                .filteredOn(way -> !List.of(way.getParameterTypes()).contains(Fingerprint.class))
                .extracting(Method::getName)
                .containsExactly("ofRehearsal");
        assertThat(KekCandidate.class.getMethods())
                .filteredOn(way -> way.getReturnType() == KeyExchangeKey.class)
                .extracting(Method::getName)
                .containsExactly("authenticate");
    }

    @Test
    void read_disabled_isRefused() {
        String disabled = KekFiles.AZ.replace("\"enabled\": true", "\"enabled\": false");
        assertThat(disabled).isNotEqualTo(KekFiles.AZ);
        assertThatThrownBy(() -> read(disabled))
                .isInstanceOf(RefusedException.class)
                .hasMessage("KEK " + KekFiles.kid() + " is disabled");
    }

    @Test
    void of_record_isTheKek_withItsFingerprintAlone() throws KeyTransferException {
        KekRecord record = KekRecord.parse(KekFiles.AZ.getBytes(UTF_8));
        assertThat(KeyExchangeKey.of(record, TOLD, NOW).kid()).isEqualTo(KekFiles.kid());
        Fingerprint other = Fingerprint.of(GeneratedKeys.rsaPublic(3072));
        assertRefused(
                () -> KeyExchangeKey.of(record, other, NOW),
                "KEK does not match the given fingerprint");
    }

    @Test
    void read_expired_isRefused_unlessAllowed_withAWarning() throws KeyTransferException {
        Instant later = Instant.parse("2031-01-01T00:00:00Z");
        byte[] file = KekFiles.AZ.getBytes(UTF_8);
        assertRefused(
                () -> KeyExchangeKey.read(file, NO_KID, TOLD, later),
                "KEK expired at 2030-01-02T03:04:05Z");
        assertThat(
                        KekCandidate.read(file, NO_KID, later)
                                .allowExpired()
                                .authenticate(new KekProvenance.OperatorsFingerprint(TOLD))
                                .warnings())
                .containsExactly("KEK expired at 2030-01-02T03:04:05Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"RSA-HSM\"  | \"RSA\"                 | the KEK has type RSA; the service accepts only RSA-HSM",
                "[\"import\"] | [\"import\", \"wrapKey\"] | KEK has key_ops [import, wrapKey]; the service accepts only [import]",
                "[\"import\"] | [\"wrapKey\"]           | KEK has key_ops [wrapKey]",
                "[\"import\"] | []                      | KEK has key_ops []"
            })
    void read_otherTypeOrOperations_isRefused(String good, String bad, String message) {
        assertRefused(() -> candidate(KekFiles.REST.replace(good, bad)), message);
    }

    @Test
    void read_jsonOf1024Bits_isRefused() {
        assertRefused(
                () -> candidate(KekFiles.rest(GeneratedKeys.rsaPublic(1024))),
                "the KEK has 1024 bits; the service accepts 2048, 3072 or 4096");
    }

    @Test
    void read_exponentOf3_isRefused() {
        assertRefused(
                () -> candidate(KekFiles.AZ.replace("AQAB", "Aw==")),
                "KEK has the exponent 3; it must be 65537");
    }

    @Test
    void read_repeatedKid_mustAgree() throws KeyTransferException {
        byte[] az = KekFiles.AZ.getBytes(UTF_8);
        KeyIdentifier other = KeyIdentifier.parse(KekFiles.KID.replace("/kek/", "/kek2/"));
        KeyIdentifier unversioned =
                new KeyIdentifier(KekFiles.kid().vault(), "kek", Optional.empty());
        assertThat(KeyExchangeKey.read(az, KekFiles.kid(), TOLD, NOW).kid())
                .isEqualTo(KekFiles.kid());
        assertRefused(
                () -> KeyExchangeKey.read(az, other, TOLD, NOW),
                "the given key identifier is "
                        + other
                        + ", but the KEK's file has "
                        + KekFiles.KID);
        assertRefused(
                () -> KeyExchangeKey.read(az, unversioned, TOLD, NOW), "but the KEK's file has");
    }

    @Test
    void read_bareKeyWithKidAndFingerprint_isTheKek() throws KeyTransferException {
        for (byte[] file : new byte[][] {PEM, KekFiles.KEY.getEncoded()}) {
            KeyExchangeKey kek = KeyExchangeKey.read(file, KekFiles.kid(), TOLD, NOW);
            assertThat(kek.kid()).isEqualTo(KekFiles.kid());
            assertThat(kek.publicKey()).isEqualTo(KekFiles.KEY);
            assertThat(kek.authenticatedBy()).isEqualTo("a fingerprint given by the operator");
        }
    }

    @Test
    void read_bareKeyWithoutKid_isMalformed() {
        assertThatThrownBy(() -> KeyExchangeKey.read(PEM, NO_KID, TOLD, NOW))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("the KEK's file has no key identifier");
    }

    @Test
    void read_bareKeyWithUnversionedKid_isMalformed() {
        KeyIdentifier unversioned =
                new KeyIdentifier(KekFiles.kid().vault(), "kek", Optional.empty());
        assertThatThrownBy(() -> bare(PEM, unversioned, TOLD))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageStartingWith("the key identifier has no version");
    }

    @Test
    void read_bareKeyWithAnotherFingerprint_isRefused() {
        assertRefused(
                () -> bare(PEM, KekFiles.kid(), Fingerprint.of(GeneratedKeys.rsaPublic(3072))),
                "KEK does not match the given fingerprint");
    }

    @Test
    void read_bareKeyOf1024Bits_isRefused() {
        RSAPublicKey weak = GeneratedKeys.rsaPublic(1024);
        assertRefused(
                () -> bare(PublicKeyEncoding.pem(weak), KekFiles.kid(), Fingerprint.of(weak)),
                "the KEK has 1024 bits");
    }

    @Test
    void read_privateKey_isRefused() {
        assertRefused(
                () -> bare(GeneratedKeys.rsaPrivate(2048).getEncoded(), KekFiles.kid(), TOLD),
                "the file has a private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\uFEFF", "kek", "[]", "-----BEGIN PUBLIC KEY-----"})
    void read_anythingElse_isMalformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedInputException.class);
    }

    /** What {@code az … > kek.json} leaves in PowerShell 5 and what some editors save. */
    @Test
    void read_jsonWithByteOrderMark_saysSo() {
        String marked = "\uFEFF" + KekFiles.AZ;
        for (byte[] file : new byte[][] {marked.getBytes(UTF_8), marked.getBytes(UTF_16LE)}) {
            assertThatThrownBy(() -> KeyExchangeKey.read(file, NO_KID, TOLD, NOW))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessage("JSON begins with a byte order mark");
        }
    }

    @Test
    void read_truncatedPem_isMalformed() {
        String text = new String(PEM, US_ASCII);
        byte[] cut = Arrays.copyOf(PEM, text.indexOf("-----END"));
        assertThatThrownBy(() -> bare(cut, KekFiles.kid(), TOLD))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("the PEM text has no end line");
    }

    @Test
    void wrappingKey_strongerTarget_isRefused() throws KeyTransferException {
        RsaAesWrappingKey kek = read(KekFiles.AZ).wrappingKey();
        kek.requireMayWrap(KeyDescription.of(GeneratedKeys.rsaPublic(1024)));
        kek.requireMayWrap(KeyDescription.of(GeneratedKeys.rsaPublic(2048)));
        assertRefused(
                () -> kek.requireMayWrap(KeyDescription.of(GeneratedKeys.rsaPublic(3072))),
                "KEK of 2048 bits is weaker than the target of 3072 bits");
    }

    @Test
    void requireIn_anotherVault_isRefused() throws KeyTransferException {
        KeyExchangeKey kek = read(KekFiles.AZ);
        kek.requireIn(VaultHost.parseUrl("https://contoso-kv.vault.azure.net/"));
        assertRefused(
                () -> kek.requireIn(VaultHost.parseUrl("https://fabrikam.vault.azure.net")),
                "the KEK belongs to https://contoso-kv.vault.azure.net, not to https://fabrikam.vault");
        assertRefused(
                () -> kek.requireIn(VaultHost.parseUrl("https://contoso-kv.vault.azure.cn")),
                "the KEK belongs to https://contoso-kv.vault.azure.net, not to");
    }

    @Test
    void blobOf_keyWrappedUnderIt_namesItsKidAndSource() throws KeyTransferException {
        KeyExchangeKey kek = read(KekFiles.AZ);
        try (SoftwareKey target = target()) {
            KeyTransferBlob blob =
                    BlobWrapper.under(kek).generator("keyhaul 0.1.0").build().wrap(target);
            WrappedKey wrapped = blob.wrapped();
            assertThat(BlobContent.parse(blob.toFile()))
                    .isEqualTo(
                            new BlobContent(
                                    KekFiles.kid(),
                                    wrapped.ciphertext(),
                                    "keyhaul 0.1.0; software key"));
        }
    }

    @Test
    void blobOf_keyWrappedOtherwise_isRefused() throws KeyTransferException {
        KeyExchangeKey kek = read(KekFiles.AZ);
        RSAPublicKey key = GeneratedKeys.rsaPublic(3072);
        KeyExchangeKey other =
                candidate(KekFiles.rest(key))
                        .authenticate(new KekProvenance.OperatorsFingerprint(Fingerprint.of(key)));
        try (SoftwareKey target = target()) {
            WrappedKey wrapped = target.wrapUnder(other.wrappingKey());
            assertThatThrownBy(() -> new KeyTransferBlob(kek, wrapped, "keyhaul"))
                    .isInstanceOf(IllegalArgumentException.class);
            WrappedKey otherHash =
                    target.wrapUnder(RsaAesWrappingKey.unsafeOf(kek.publicKey(), OaepHash.SHA256));
            assertThatThrownBy(() -> new KeyTransferBlob(kek, otherHash, "keyhaul"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static SoftwareKey target() throws MalformedInputException {
        return SoftwareKey.fromPkcs8(
                GeneratedKeys.rsa(2048, "target").getPrivate().getEncoded(),
                GeneratedKeys.ORIGIN,
                GeneratedKeys.RANDOM);
    }

    private static KeyExchangeKey read(String json) throws KeyTransferException {
        return KeyExchangeKey.read(json.getBytes(UTF_8), NO_KID, TOLD, NOW);
    }

    private static KekCandidate candidate(String json) throws KeyTransferException {
        return KekCandidate.read(json.getBytes(UTF_8), NO_KID, NOW);
    }

    private static String record(RSAPublicKey key) {
        return new String(
                KekRecord.builder(KekFiles.kid(), key)
                        .download(KekRecord.Download.at(NOW).build())
                        .build()
                        .toUtf8(),
                UTF_8);
    }

    private static KeyExchangeKey bare(byte[] file, KeyIdentifier kid, Fingerprint fingerprint)
            throws KeyTransferException {
        return KeyExchangeKey.read(file, kid, fingerprint, NOW);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(RefusedException.class).hasMessageContaining(message);
    }
}
