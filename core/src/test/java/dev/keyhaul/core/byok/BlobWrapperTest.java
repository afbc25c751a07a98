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
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrapProvider;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
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
class BlobWrapperTest {
    @Test
    void wrap_tenantKeyUnderAnAuthenticatedKek_isABlobThatOpensToTheKey() throws Exception {
        BlobWrapper wrapper = BlobWrapper.under(kek(KekFiles.REST)).generator("test 1").build();
        try (SoftwareKey key = GeneratedKeys.software(2048, "wrapper")) {
            KeyTransferBlob blob = wrapper.wrap(key);

            assertThat(wrapper.check(key)).isEmpty();
            assertThat(blob.kid()).isEqualTo(KekFiles.kid());
            BlobContent read = BlobContent.parse(blob.toFile());
            assertThat(read.generator()).isEqualTo("test 1; software key");
            blob.wrapped().requireUnchanged(read.ciphertext());
        }
    }

    @Test
    void wrap_keyUnderItsOwnPublicHalf_isRefused() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "wrapper")) {
            RSAPublicKey itself = key.description().requireRsa();
            KeyExchangeKey kek =
                    KekCandidate.read(itself.getEncoded(), KekFiles.kid(), Instant.EPOCH)
                            .authenticate(
                                    new KekProvenance.OperatorsFingerprint(Fingerprint.of(itself)));
            assertRefused(
                    BlobWrapper.under(kek).build(), key, "the KEK is the public half of the key");
        }
    }

    /** A home says so before anything is wrapped: a token, of a key that is not extractable. */
    @Test
    void keyThatItsHomeKeeps_isRefused_beforeItIsWrapped() throws Exception {
        try (SoftwareKey held = GeneratedKeys.software(2048, "wrapper")) {
            TransferableKey kept =
                    new TransferableKey() {
                        @Override
                        public KeyDescription description() {
                            return held.description();
                        }

                        @Override
                        public KeyOrigin origin() {
                            return held.origin();
                        }

                        @Override
                        public void requireTransferable() throws RefusedException {
                            throw new RefusedException(Reason.KEY_UNEXTRACTABLE, "it stays here");
                        }

                        @Override
                        public WrappedKey wrapUnder(WrappingKey wrappingKey) {
                            throw new AssertionError("it was wrapped");
                        }

                        @Override
                        public void close() {}
                    };
            BlobWrapper wrapper = BlobWrapper.under(kek(KekFiles.REST)).build();

            assertThatThrownBy(() -> wrapper.check(kept)).hasMessage("it stays here");
            assertThatThrownBy(() -> wrapper.wrap(kept)).hasMessage("it stays here");
        }
    }

    @Test
    void wrap_keyLongerThanItsKek_isRefused() throws Exception {
        BlobWrapper wrapper =
                BlobWrapper.under(kek(KekFiles.REST)).profile(KeyProfile.KEY_VAULT).build();
        assertRefused(
                wrapper, GeneratedKeys.software(3072, "wrapper"), "KEK of 2048 bits is weaker");
    }

    @Test
    void wrap_keyOf1024Bits_isRefusedForATenant_unlessWeakKeysAreAllowed() throws Exception {
        KeyExchangeKey kek = kek(KekFiles.REST);
        assertRefused(
                BlobWrapper.under(kek).build(),
                GeneratedKeys.software(1024, "wrapper"),
                "modulus is 1024 bits");
        BlobWrapper weak = BlobWrapper.under(kek).allowWeakKeys(true).build();
        try (SoftwareKey key = GeneratedKeys.software(1024, "wrapper")) {
            assertThat(weak.check(key)).singleElement().asString().contains("1024 bits");
            assertThat(weak.wrap(key)).isNotNull();
        }
    }

    @Test
    void wrap_softwareKeyWithACompositeFactor_isRefused() throws Exception {
        BlobWrapper wrapper = BlobWrapper.under(kek(KekFiles.REST)).build();
        try (SoftwareKey key = GeneratedKeys.withCompositeFactor()) {
            assertThatThrownBy(() -> wrapper.wrap(key))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("not a prime");
        }
    }

    @Test
    void wrap_weakSoftwareKey_isRefused_unlessWeakKeysAreAllowed() throws Exception {
        BlobWrapper.Builder wrapper = BlobWrapper.under(kek(KekFiles.REST));
        assertRefused(wrapper.build(), GeneratedKeys.withClosePrimes(), "");
        try (SoftwareKey key = GeneratedKeys.withClosePrimes()) {
            assertThat(wrapper.allowWeakKeys(true).build().wrap(key)).isNotNull();
        }
    }

    @Test
    void wrap_underTheKekOfALocalVault_takesARehearsalsKeyOnly() throws Exception {
        String local = KekFiles.REST.replace("vault.azure.net", "vault.keyhaul.invalid");
        KeyExchangeKey kek =
                KekCandidate.read(local.getBytes(UTF_8), null, Instant.EPOCH)
                        .authenticate(new KekProvenance.Rehearsal());
        try (SoftwareKey key = GeneratedKeys.software(2048, "wrapper")) {
            assertThatThrownBy(() -> BlobWrapper.under(kek).build().wrap(key))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused ->
                                    assertThat(refused.reason()).isEqualTo(Reason.REHEARSAL_KEK));
            assertThat(BlobWrapper.under(kek).rehearsal(true).build().wrap(key)).isNotNull();
        }
    }

    @Test
    void wrap_ecAndAesKeys_goUnderKeyVaultsProfileAlone_withAWarningOfTheirStrength()
            throws Exception {
        BlobWrapper.Builder wrapper = BlobWrapper.under(kek(KekFiles.REST));
        try (SoftwareKey ec = GeneratedKeys.softwareEc(KeyDescription.Curve.P521)) {
            assertRefused(
                    wrapper.build(),
                    GeneratedKeys.softwareEc(KeyDescription.Curve.P256),
                    "the key is EC P-256; a tenant key of Rights Management must be RSA 2048");
            BlobWrapper open = wrapper.profile(KeyProfile.KEY_VAULT).build();
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
        BlobWrapper vault =
                BlobWrapper.under(kek(KekFiles.REST)).profile(KeyProfile.KEY_VAULT).build();
        assertRefused(
                vault,
                GeneratedKeys.softwareAes(256),
                "contoso-kv.vault.azure.net is a key vault, but the key is AES 256");
        String hsm = KekFiles.REST.replace("vault.azure.net", "managedhsm.azure.net");
        try (SoftwareKey key = GeneratedKeys.softwareAes(256)) {
            KeyTransferBlob blob =
                    BlobWrapper.under(kek(hsm)).profile(KeyProfile.KEY_VAULT).build().wrap(key);
            assertThat(blob.wrapped().description()).isEqualTo(key.description());
        }
    }

    /** One wrapper, for a key of each kind: the provider wraps what is here, and nothing else. */
    @Test
    void wrap_byAProvider_isNamedInTheBlobOfASoftwareKey() throws Exception {
        Provider bouncyCastle = new BouncyCastleProvider();
        BlobWrapper wrapper =
                BlobWrapper.under(kek(KekFiles.REST))
                        .provider(WrapProvider.of(bouncyCastle))
                        .build();
        try (SoftwareKey key = GeneratedKeys.software(2048, "wrapper");
                SoftwareKey weak = GeneratedKeys.software(1024, "wrapper")) {
            assertThat(wrapper.wrap(key).wrapped().strategy())
                    .endsWith(", by BC " + bouncyCastle.getVersionStr());
            assertThatThrownBy(() -> wrapper.wrap(weak)).isInstanceOf(RefusedException.class);
            assertThat(
                            wrapper.wrap(new KeyServiceKey(2048, WrapProof.BY_HOME))
                                    .wrapped()
                                    .strategy())
                    .doesNotContain("BC");
        }
    }

    /** Another home than a token or a file: its key is described as what it is. */
    @Test
    void wrap_keyOfAKeyService_isABlobThatSaysSo() throws Exception {
        BlobWrapper wrapper = BlobWrapper.under(kek(KekFiles.REST)).generator("test 1").build();
        TransferableKey key = new KeyServiceKey(2048, WrapProof.BY_HOME);
        KeyTransferBlob blob = wrapper.wrap(key);

        assertThat(BlobContent.parse(blob.toFile()).generator()).isEqualTo("test 1; Cloud KMS");
        assertThat(blob.wrapped().description().name()).isEqualTo("RSA 2048");
        assertThat(blob.wrapped().proof().label(blob.wrapped().method()))
                .isEqualTo(
                        "stated by the key's source, not proven here: these bytes, by the key's home");
        assertThat(blob.wrapped().origin().protection().label())
                .isEqualTo("a key management service");
        assertThat(wrapper.wrap(new KeyServiceKey(2048, WrapProof.NOT_PROVEN)).wrapped().proof())
                .isEqualTo(WrapProof.NOT_PROVEN);
    }

    @Test
    void wrap_keyOfAKeyService_followsTheRules() throws Exception {
        BlobWrapper wrapper =
                BlobWrapper.under(kek(KekFiles.REST)).profile(KeyProfile.KEY_VAULT).build();
        assertThatThrownBy(() -> wrapper.wrap(new KeyServiceKey(3072, WrapProof.BY_HOME)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("KEK of 2048 bits is weaker");
        assertThatThrownBy(
                        () ->
                                BlobWrapper.under(kek(KekFiles.REST))
                                        .build()
                                        .wrap(new KeyServiceKey(3072, WrapProof.BY_HOME)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("modulus is 3072 bits");
    }

    @Test
    void toFile_bytesThatWereNotProven_areCaught() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "wrapper")) {
            KeyTransferBlob blob = BlobWrapper.under(kek(KekFiles.REST)).build().wrap(key);
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

    /** There is no way around the wrapper. */
    @Test
    void blob_isMadeByTheDoorAlone() {
        for (Constructor<?> constructor : KeyTransferBlob.class.getDeclaredConstructors()) {
            assertThat(Modifier.isPublic(constructor.getModifiers())).isFalse();
        }
        assertThat(KeyTransferBlob.class.getMethods())
                .noneMatch(method -> method.getReturnType() == KeyTransferBlob.class);
    }

    private static void assertRefused(BlobWrapper wrapper, SoftwareKey key, String message) {
        try (key) {
            assertThatThrownBy(() -> wrapper.wrap(key))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith(message);
            assertThatThrownBy(() -> wrapper.check(key)).isInstanceOf(RefusedException.class);
        }
    }

    private static KeyExchangeKey kek(String json) throws KeyTransferException {
        return KeyExchangeKey.read(
                json.getBytes(UTF_8), null, Fingerprint.of(KekFiles.KEY), Instant.EPOCH);
    }
}
