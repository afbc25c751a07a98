package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that OpenSSL wrapped under the KEK become a blob, within the rules, not proven. */
class WrappedElsewhereTest {
    @TempDir Path folder;

    private final RSAPrivateCrtKey key = GeneratedKeys.rsaPrivate(2048, "elsewhere");
    private KeyExchangeKey kek;
    private byte[] wrapped;

    @BeforeEach
    void wrap() throws Exception {
        KekCandidate candidate =
                KekCandidate.read(
                        KekFiles.REST.getBytes(StandardCharsets.UTF_8), null, Instant.EPOCH);
        kek =
                candidate.authenticate(
                        new KekProvenance.OperatorsFingerprint(
                                Fingerprint.of(candidate.publicKey())));
        wrapped = openSslWraps(key.getEncoded());
    }

    @Test
    void blob_holdsTheVeryBytes_andSaysWhatIsNotProven() throws Exception {
        KeyTransferBlob blob =
                wrapper()
                        .wrap(
                                wrapper()
                                        .wrappedElsewhere(
                                                wrapped, KeyDescription.of(half(key)), "a tool"));

        BlobContent read = BlobContent.parse(blob.toFile());
        assertThat(read.ciphertext()).isEqualTo(wrapped);
        assertThat(read.kid()).isEqualTo(kek.kid());
        assertThat(read.generator()).isEqualTo("test; wrapped by a tool");
        WrappedKey made = blob.wrapped();
        assertThat(made.proof()).isEqualTo(WrapProof.NOT_PROVEN);
        assertThat(made.origin().protection()).isEqualTo(KeyOrigin.Protection.UNKNOWN);
        assertThat(made.description().fingerprint()).isEqualTo(Fingerprint.of(half(key)));
        assertThat(made.notes())
                .hasSize(3)
                .startsWith("not proven: that these bytes hold the key of this fingerprint");
    }

    @ParameterizedTest
    @ValueSource(ints = {-2000, -257, -16, -1, 1, 7, 24})
    void anotherLength_isRefused(int more) {
        byte[] other = Arrays.copyOf(wrapped, Math.max(0, wrapped.length + more));

        assertThatThrownBy(
                        () ->
                                wrapper()
                                        .wrappedElsewhere(
                                                other, KeyDescription.of(half(key)), "a tool"))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "the wrapped key has "
                                + other.length
                                + " bytes, but RSA 2048 in PKCS#8 wrapped under a KEK of 2048 bits has"
                                + " a different length");
    }

    @Test
    void base64_pkcs1_andAnotherKeysLength_areRefused() throws Exception {
        byte[] pkcs8 = key.getEncoded();
        for (byte[] other :
                new byte[][] {
                    Base64.getEncoder().encode(wrapped),
                    openSslWraps(Arrays.copyOfRange(pkcs8, 26, pkcs8.length)),
                    openSslWraps(GeneratedKeys.rsaPrivate(3072).getEncoded())
                }) {
            assertThatThrownBy(
                            () ->
                                    wrapper()
                                            .wrappedElsewhere(
                                                    other, KeyDescription.of(half(key)), "a tool"))
                    .isInstanceOf(CheckFailedException.class);
        }
    }

    @Test
    void keyOfEveryKind_isTakenByItsLength_andAnotherKindsIsNot() throws Exception {
        KeyDescription ec = KeyDescription.of(GeneratedKeys.ec().getPublic());
        KeyDescription aes = new KeyDescription.Aes(256, ec.fingerprint());
        byte[] wrappedEc = openSslWraps(GeneratedKeys.ec().getPrivate().getEncoded());
        byte[] wrappedAes = openSslWraps(new byte[32]);
        BlobWrapper wrapper = BlobWrapper.under(kek).profile(KeyProfile.KEY_VAULT).build();

        KeyTransferBlob blob = wrapper.wrap(wrapper.wrappedElsewhere(wrappedEc, ec, "a tool"));
        assertThat(BlobContent.parse(blob.toFile()).ciphertext()).isEqualTo(wrappedEc);
        assertThat(wrapper.wrappedElsewhere(wrappedAes, aes, "a tool").description())
                .isEqualTo(aes);
        assertThatThrownBy(() -> wrapper.wrappedElsewhere(wrappedAes, ec, "a tool"))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("EC P-256 in PKCS#8 wrapped under a KEK of 2048 bits");
        assertThatThrownBy(() -> wrapper.wrappedElsewhere(wrappedEc, aes, "a tool"))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("AES 256 wrapped under a KEK of 2048 bits");
        assertThatThrownBy(() -> wrapper.wrappedElsewhere(wrapped, ec, "a tool"))
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void rules_holdForItToo() throws Exception {
        RSAPrivateCrtKey longer = GeneratedKeys.rsaPrivate(3072);
        BlobWrapper wrapper = BlobWrapper.under(kek).profile(KeyProfile.KEY_VAULT).build();
        TransferableKey tooStrong =
                wrapper.wrappedElsewhere(
                        openSslWraps(longer.getEncoded()),
                        KeyDescription.of(half(longer)),
                        "a tool");

        assertThatThrownBy(() -> wrapper.wrap(tooStrong))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("KEK of 2048 bits is weaker");
    }

    @Test
    void anotherKek_orHash_getsNothing() throws Exception {
        TransferableKey made =
                wrapper().wrappedElsewhere(wrapped, KeyDescription.of(half(key)), "a tool");

        for (RsaAesWrappingKey other :
                new RsaAesWrappingKey[] {
                    RsaAesWrappingKey.unsafeOf(half(key), OaepHash.SHA1),
                    RsaAesWrappingKey.unsafeOf(kek.publicKey(), OaepHash.SHA256)
                }) {
            assertThatThrownBy(() -> made.wrapUnder(other)).isInstanceOf(RefusedException.class);
        }
    }

    private BlobWrapper wrapper() {
        return BlobWrapper.under(kek).generator("test").build();
    }

    private byte[] openSslWraps(byte[] target) throws Exception {
        return new OpenSsl(folder).wrap(kek.publicKey().getEncoded(), target);
    }

    private static RSAPublicKey half(RSAPrivateCrtKey key) throws Exception {
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }
}
