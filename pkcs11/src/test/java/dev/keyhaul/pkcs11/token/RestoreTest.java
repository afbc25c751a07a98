package dev.keyhaul.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.session.Session;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RepeatedKeks.class)
class RestoreTest {
    private final SoftHsm hsm = SoftHsm.create();
    private Token origin;
    private Token recoveryToken;
    private RecoveryKey recovery;
    private TokenKey target;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM", KeyRequest.target("tenant"));
        hsm.addToken("recovery HSM", KeyRequest.recovery("r"));
        origin = hsm.login("HSM");
        recoveryToken = hsm.login("recovery HSM");
        recovery = recoveryToken.onlyRecoveryKey();
        target = origin.rsaKey(KeySelector.label("tenant"));
    }

    @AfterEach
    void close() {
        origin.close();
        recoveryToken.close();
        hsm.close();
    }

    @Test
    void restore_inAnotherTokenAfterTheFirstKeyIsGone_isTheSameKeyAtWork() throws Exception {
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
        byte[] secret = "a ciphertext from before".getBytes(UTF_8);
        byte[] ciphertext = encrypt(target.description().requireRsa(), secret);
        origin.delete(target.info());
        assertThat(origin.keys()).isEmpty();

        TokenKey restored =
                recovery.restore(
                        copy.ciphertext(), target.description(), RestoreAs.tokenKey("tenant"));

        assertThat(restored.description().requireRsa())
                .isEqualTo(target.description().requireRsa());
        assertThat(verifies(target.description().requireRsa(), restored.sign(secret), secret))
                .isTrue();
        try (SecretBytes decrypted = restored.decrypt(ciphertext, RsaPadding.OAEP_SHA1)) {
            assertThat(decrypted).isEqualTo(SecretBytes.copyOf(secret));
        }
    }

    @Test
    void restore_asTokenKey_isStrictAndHasAPublicObjectBesideIt() throws Exception {
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());

        KeyInfo restored =
                recovery.restore(
                                copy.ciphertext(),
                                target.description(),
                                RestoreAs.tokenKey("tenant").withId(new byte[] {1, 2}))
                        .info();

        assertThat(restored.idHex()).isEqualTo("0102");
        assertThat(restored.is(KeyAttribute.TOKEN)).isTrue();
        assertThat(restored.is(KeyAttribute.PRIVATE)).isTrue();
        assertThat(restored.is(KeyAttribute.SENSITIVE)).isTrue();
        assertThat(restored.isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        assertThat(restored.isNot(KeyAttribute.UNWRAP)).isTrue();
        // Provenance that no restore brings back.
        assertThat(restored.isNot(KeyAttribute.LOCAL)).isTrue();
        assertThat(restored.isNot(KeyAttribute.NEVER_EXTRACTABLE)).isTrue();
        KeyInfo publicObject =
                recoveryToken.find(KeySelector.label("tenant").withKind(KeyObjectKind.PUBLIC));
        assertThat(publicObject.publicKey()).contains(target.description().requireRsa());
        assertThat(publicObject.idHex()).isEqualTo("0102");
    }

    @Test
    void restore_asExtractable_canBeWrappedAgain() throws Exception {
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());

        TokenKey restored =
                recovery.restore(
                        copy.ciphertext(),
                        target.description(),
                        RestoreAs.tokenKey("tenant").asExtractable());

        assertThat(restored.wrapUnder(recovery.wrappingKey()).description())
                .isEqualTo(target.description());
    }

    @Test
    void restore_asSessionKey_worksForADrillAndLeavesNothing() throws Exception {
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
        int before = objects(recoveryToken);

        try (TokenKey drill =
                recovery.restore(copy.ciphertext(), target.description(), RestoreAs.sessionKey())) {
            assertThat(drill.info().isNot(KeyAttribute.EXTRACTABLE)).isTrue();
            assertThat(drill.info().isNot(KeyAttribute.TOKEN)).isTrue();
            byte[] data = {1};
            assertThat(verifies(target.description().requireRsa(), drill.sign(data), data))
                    .isTrue();
            assertThatThrownBy(() -> drill.wrapUnder(recovery.wrappingKey()))
                    .isInstanceOf(RefusedException.class);
        }

        assertThat(objects(recoveryToken)).isEqualTo(before);
    }

    /** A copy made in software, exact and without padding. */
    @Test
    void restore_softwareCopy_opens() throws Exception {
        KeyPair pair = TestKeys.rsa(2048);
        byte[] copy;
        try (SecretBytes pkcs8 = SecretBytes.copyOf(pair.getPrivate().getEncoded())) {
            copy =
                    RsaAesKeyWrap.wrap(
                            pkcs8, recovery.publicKey(), OaepHash.SHA1, new SecureRandom());
        }

        TokenKey restored =
                recovery.restore(
                        copy,
                        KeyDescription.of((RSAPublicKey) pair.getPublic()),
                        RestoreAs.tokenKey("imported"));

        assertThat(restored.description().requireRsa()).isEqualTo(pair.getPublic());
    }

    @Test
    void restore_anotherKeyThanExpected_failsAndLeavesNothing() throws Exception {
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
        KeyDescription another =
                KeyDescription.of((RSAPublicKey) TestKeys.anotherRsa(2048).getPublic());
        int before = objects(recoveryToken);

        assertThatThrownBy(
                        () ->
                                recovery.restore(
                                        copy.ciphertext(), another, RestoreAs.tokenKey("tenant")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("not the expected one");
        assertThat(objects(recoveryToken)).isEqualTo(before);
    }

    @Test
    void restore_damagedAtAnyPart_failsTheSameWayAndLeavesNothing() throws Exception {
        byte[] copy = target.wrapUnder(recovery.wrappingKey()).ciphertext();
        int before = objects(recoveryToken);

        for (int at : new int[] {0, 200, 383, 384, 391, 800, copy.length - 1}) {
            byte[] damaged = copy.clone();
            damaged[at] ^= 1;
            assertDoesNotOpen(damaged);
        }
        assertDoesNotOpen(Arrays.copyOf(copy, 384));
        assertDoesNotOpen(Arrays.copyOf(copy, 100));
        assertDoesNotOpen(Arrays.copyOf(copy, copy.length - 8));
        assertDoesNotOpen(Arrays.copyOf(copy, copy.length + 8));
        assertThat(objects(recoveryToken)).isEqualTo(before);
    }

    private void assertDoesNotOpen(byte[] damaged) {
        assertThatThrownBy(
                        () ->
                                recovery.restore(
                                        damaged,
                                        target.description(),
                                        RestoreAs.tokenKey("tenant")))
                .isExactlyInstanceOf(CheckFailedException.class)
                .hasMessage("this key cannot unwrap the wrapped key")
                .hasNoCause();
    }

    @Test
    void restore_labelThatIsThere_isRefused() throws Exception {
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());

        assertThatThrownBy(
                        () ->
                                recovery.restore(
                                        copy.ciphertext(),
                                        target.description(),
                                        RestoreAs.tokenKey("r")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("label 'r' already");
    }

    @Test
    void wrappingKey_pairThatIsGoodForMore_isRefused() throws Exception {
        RecoveryKey noRecoveryKey =
                origin.recoveryKey(origin.generate(KeyRequest.evidence("evidence")));
        assertThatThrownBy(noRecoveryKey::wrappingKey)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CKA_UNWRAP is not true");

        assertThatThrownBy(origin.recoveryKey(target.info())::wrappingKey)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CKA_NEVER_EXTRACTABLE is not true");
    }

    @Test
    void wrappingKey_tooShort_isRefused() throws Exception {
        RecoveryKey weak =
                origin.recoveryKey(origin.generate(KeyRequest.target("weak").withLengthBits(1024)));

        assertThatThrownBy(weak::wrappingKey)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has 1024 bits, but a recipient needs at least 2048");
    }

    @Test
    void wrapUnder_aesKeyOfTheSameToken_restoresThere() throws Exception {
        TokenAesWrappingKey aes =
                origin.wrappingKey(origin.generate(KeyRequest.wrapping("wrapping")));

        WrappedKey copy = target.wrapUnder(aes);
        origin.delete(target.info());
        TokenKey restored =
                aes.restore(copy.ciphertext(), target.description(), RestoreAs.tokenKey("tenant"));

        assertThat(copy.method()).isEqualTo(WrapMethod.AES_KWP);
        assertThat(copy.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
        assertThat(copy.wrappingKey())
                .matches("aes256:kcv=[0-9a-f]{6},id=[0-9a-f]{40},serial=[0-9a-f]+");
        byte[] data = {7};
        assertThat(verifies(target.description().requireRsa(), restored.sign(data), data)).isTrue();
    }

    @Test
    void wrapUnder_aesKeyOfAnotherToken_isRefused() throws Exception {
        TokenAesWrappingKey elsewhere =
                recoveryToken.wrappingKey(recoveryToken.generate(KeyRequest.wrapping("wrapping")));

        assertThatThrownBy(() -> target.wrapUnder(elsewhere))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("recovery HSM");
    }

    /** The recovery pair's own rule: the same code takes a pair of the same token. */
    @Test
    void wrapUnder_recoveryPairOfTheSameToken_restoresThere() throws Exception {
        RecoveryKey same = origin.recoveryKey(origin.generate(KeyRequest.recovery("own")));
        WrappedKey copy =
                target.wrapUnder(RsaAesWrappingKey.unsafeOf(same.publicKey(), OaepHash.SHA1));
        origin.delete(target.info());

        assertThat(
                        same.restore(
                                        copy.ciphertext(),
                                        target.description(),
                                        RestoreAs.tokenKey("tenant"))
                                .info()
                                .label())
                .isEqualTo("tenant");
    }

    private static int objects(Token token) throws Exception {
        try (Session session = token.borrow()) {
            return session.find(Template.empty()).size();
        }
    }

    private static boolean verifies(RSAPublicKey key, byte[] signature, byte[] data)
            throws Exception {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key);
        verifier.update(data);
        return verifier.verify(signature);
    }

    private static byte[] encrypt(RSAPublicKey key, byte[] data) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, OaepHash.SHA1.parameters());
        return cipher.doFinal(data);
    }
}
