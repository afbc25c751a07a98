package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.KeyServiceKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrapProvider;
import dev.keyhaul.core.secret.SecretBytes;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.security.Provider;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

/** The rules hold in the library, whoever calls it. */
class BlobDoorTest {
    @Test
    void wrap_tenantKeyUnderAnAuthenticatedKek_isABlobThatOpensToTheKey() throws Exception {
        BlobDoor door = BlobDoor.under(kek(KekFiles.REST)).generator("test 1").build();
        try (SoftwareKey key = GeneratedKeys.software(2048, "door")) {
            KeyTransferBlob blob = door.wrap(key);

            assertThat(door.check(key)).isEmpty();
            assertThat(blob.kid()).isEqualTo(KekFiles.kid());
            BlobContent read = BlobContent.parse(blob.toFile());
            assertThat(read.generator()).isEqualTo("test 1; software key");
            blob.wrapped().requireUnchanged(read.ciphertext());
        }
    }

    @Test
    void wrap_keyUnderItsOwnPublicHalf_isRefused() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "door")) {
            RSAPublicKey itself = key.description().requireRsa();
            KeyExchangeKey kek =
                    KekCandidate.read(itself.getEncoded(), KekFiles.kid(), Instant.EPOCH)
                            .authenticate(
                                    new KekProvenance.OperatorsFingerprint(Fingerprint.of(itself)));
            assertRefused(
                    BlobDoor.under(kek).build(), key, "the KEK is the public half of the key");
        }
    }

    @Test
    void wrap_keyLongerThanItsKek_isRefused() throws Exception {
        BlobDoor door = BlobDoor.under(kek(KekFiles.REST)).profile(KeyProfile.KEY_VAULT).build();
        assertRefused(door, GeneratedKeys.software(3072, "door"), "KEK of 2048 bits is weaker");
    }

    @Test
    void wrap_keyOf1024Bits_isRefusedForATenant_unlessWeakKeysAreAllowed() throws Exception {
        KeyExchangeKey kek = kek(KekFiles.REST);
        assertRefused(
                BlobDoor.under(kek).build(),
                GeneratedKeys.software(1024, "door"),
                "modulus is 1024 bits");
        BlobDoor weak = BlobDoor.under(kek).allowWeakKeys(true).build();
        try (SoftwareKey key = GeneratedKeys.software(1024, "door")) {
            assertThat(weak.check(key)).singleElement().asString().contains("1024 bits");
            assertThat(weak.wrap(key)).isNotNull();
        }
    }

    @Test
    void wrap_softwareKeyWithACompositeFactor_isRefused() throws Exception {
        BlobDoor door = BlobDoor.under(kek(KekFiles.REST)).build();
        try (SoftwareKey key = GeneratedKeys.withCompositeFactor()) {
            assertThatThrownBy(() -> door.wrap(key))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("not a prime");
        }
    }

    @Test
    void wrap_weakSoftwareKey_isRefused_unlessWeakKeysAreAllowed() throws Exception {
        BlobDoor.Builder door = BlobDoor.under(kek(KekFiles.REST));
        assertRefused(door.build(), GeneratedKeys.withClosePrimes(), "");
        try (SoftwareKey key = GeneratedKeys.withClosePrimes()) {
            assertThat(door.allowWeakKeys(true).build().wrap(key)).isNotNull();
        }
    }

    @Test
    void wrap_underTheKekOfALocalVault_takesARehearsalsKeyOnly() throws Exception {
        String local = KekFiles.REST.replace("vault.azure.net", "vault.keyhaul.invalid");
        KeyExchangeKey kek =
                KekCandidate.read(local.getBytes(UTF_8), null, Instant.EPOCH)
                        .authenticate(new KekProvenance.Rehearsal());
        try (SoftwareKey key = GeneratedKeys.software(2048, "door")) {
            assertThatThrownBy(() -> BlobDoor.under(kek).build().wrap(key))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.reason()).contains(Reason.REHEARSAL_KEK));
            assertThat(BlobDoor.under(kek).rehearsal(true).build().wrap(key)).isNotNull();
        }
    }

    @Test
    void wrap_ecAndAesKeys_goUnderKeyVaultsProfileAlone_withAWarningOfTheirStrength()
            throws Exception {
        BlobDoor.Builder door = BlobDoor.under(kek(KekFiles.REST));
        try (SoftwareKey ec = GeneratedKeys.softwareEc(KeyDescription.Curve.P521)) {
            assertRefused(
                    door.build(),
                    GeneratedKeys.softwareEc(KeyDescription.Curve.P256),
                    "the key is EC P-256; the tenant key of Rights Management is RSA 2048");
            BlobDoor open = door.profile(KeyProfile.KEY_VAULT).build();
            assertThat(open.check(ec))
                    .singleElement()
                    .asString()
                    .contains("EC P-521 has a strength of 256 bits", "RSA 2048, has 112");
            KeyTransferBlob blob = open.wrap(ec);
            assertThat(
                            BlobOpener.requireHolds(
                                    BlobContent.parse(blob.toFile()),
                                    SecretBytes.copyOf(
                                            GeneratedKeys.rsa(2048).getPrivate().getEncoded()),
                                    ec.description(),
                                    GeneratedKeys.RANDOM))
                    .isZero();
        }
    }

    @Test
    void wrap_aesKey_isRefusedForAVault_andGoesToAManagedHsm() throws Exception {
        BlobDoor vault = BlobDoor.under(kek(KekFiles.REST)).profile(KeyProfile.KEY_VAULT).build();
        assertRefused(
                vault,
                GeneratedKeys.softwareAes(256),
                "contoso-kv.vault.azure.net is a vault, and the key is AES 256");
        String hsm = KekFiles.REST.replace("vault.azure.net", "managedhsm.azure.net");
        try (SoftwareKey key = GeneratedKeys.softwareAes(256)) {
            KeyTransferBlob blob =
                    BlobDoor.under(kek(hsm)).profile(KeyProfile.KEY_VAULT).build().wrap(key);
            assertThat(blob.wrapped().description()).isEqualTo(key.description());
        }
    }

    /** One door, for a key of each kind: the provider wraps what is here, and nothing else. */
    @Test
    void wrap_byAProvider_isNamedInTheBlobOfASoftwareKey() throws Exception {
        Provider bouncyCastle = new BouncyCastleProvider();
        BlobDoor door =
                BlobDoor.under(kek(KekFiles.REST)).provider(WrapProvider.of(bouncyCastle)).build();
        try (SoftwareKey key = GeneratedKeys.software(2048, "door");
                SoftwareKey weak = GeneratedKeys.software(1024, "door")) {
            assertThat(door.wrap(key).wrapped().strategy())
                    .endsWith(", by BC " + bouncyCastle.getVersionStr());
            assertThatThrownBy(() -> door.wrap(weak)).isInstanceOf(RefusedException.class);
            assertThat(door.wrap(new KeyServiceKey(2048, WrapProof.BY_HOME)).wrapped().strategy())
                    .doesNotContain("BC");
        }
    }

    /** Another home than a token or a file: its key is described as what it is. */
    @Test
    void wrap_keyOfAKeyService_isABlobThatSaysSo() throws Exception {
        BlobDoor door = BlobDoor.under(kek(KekFiles.REST)).generator("test 1").build();
        TransferableKey key = new KeyServiceKey(2048, WrapProof.BY_HOME);
        KeyTransferBlob blob = door.wrap(key);

        assertThat(BlobContent.parse(blob.toFile()).generator()).isEqualTo("test 1; Cloud KMS");
        assertThat(blob.wrapped().description().name()).isEqualTo("RSA 2048");
        assertThat(blob.wrapped().proof().label(blob.wrapped().method()))
                .isEqualTo(
                        "these bytes, by the key's home, whose proof or attestation was checked");
        assertThat(blob.wrapped().origin().protection().label())
                .isEqualTo("a key management service");
        assertThat(door.wrap(new KeyServiceKey(2048, WrapProof.NOT_PROVEN)).wrapped().proof())
                .isEqualTo(WrapProof.NOT_PROVEN);
    }

    @Test
    void wrap_keyOfAKeyService_followsTheRules() throws Exception {
        BlobDoor door = BlobDoor.under(kek(KekFiles.REST)).profile(KeyProfile.KEY_VAULT).build();
        assertThatThrownBy(() -> door.wrap(new KeyServiceKey(3072, WrapProof.BY_HOME)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("KEK of 2048 bits is weaker");
        assertThatThrownBy(
                        () ->
                                BlobDoor.under(kek(KekFiles.REST))
                                        .build()
                                        .wrap(new KeyServiceKey(3072, WrapProof.BY_HOME)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("modulus is 3072 bits");
    }

    @Test
    void toFile_bytesThatWereNotProven_areCaught() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "door")) {
            KeyTransferBlob blob = BlobDoor.under(kek(KekFiles.REST)).build().wrap(key);
            byte[] damaged = BlobContent.parse(blob.toFile()).ciphertext();
            damaged[300] ^= 1;
            assertThatThrownBy(() -> blob.wrapped().requireUnchanged(damaged))
                    .isInstanceOf(CheckFailedException.class);

            Field content = KeyTransferBlob.class.getDeclaredField("content");
            content.setAccessible(true);
            content.set(blob, new BlobContent(blob.kid(), damaged, "damaged in memory"));
            assertThatThrownBy(blob::toFile).isInstanceOf(CheckFailedException.class);
        }
    }

    /** There is no way around the door. */
    @Test
    void blob_isMadeByTheDoorAlone() {
        for (Constructor<?> constructor : KeyTransferBlob.class.getDeclaredConstructors()) {
            assertThat(Modifier.isPublic(constructor.getModifiers())).isFalse();
        }
        assertThat(KeyTransferBlob.class.getMethods())
                .noneMatch(method -> method.getReturnType() == KeyTransferBlob.class);
    }

    private static void assertRefused(BlobDoor door, SoftwareKey key, String message) {
        try (key) {
            assertThatThrownBy(() -> door.wrap(key))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith(message);
            assertThatThrownBy(() -> door.check(key)).isInstanceOf(RefusedException.class);
        }
    }

    private static KeyExchangeKey kek(String json) throws KeyTransferException {
        return KeyExchangeKey.read(
                json.getBytes(UTF_8), null, Fingerprint.of(KekFiles.KEY), Instant.EPOCH);
    }
}
