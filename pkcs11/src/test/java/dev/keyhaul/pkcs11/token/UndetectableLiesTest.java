package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lies that pass all checks, so that the table of what stays undetectable in docs/HSM-NOTES.md says
 * no more than it must. A lie that is refused here one day leaves the table.
 */
class UndetectableLiesTest {
    private static final int KEK_BITS = 2048;
    private static final int AES_KEYS = 100;

    private final ShimModule shim = ShimModule.create();
    private final KeyPair kek = TestKeys.rsa(KEK_BITS);
    private Token token;

    /** The lies, each with the way in which it wraps. */
    enum Lie {
        RECOGNISES_ITS_OWN_OUTPUT(StrategyRule.TWO_STEP, "remember 0x210a 1"),
        RECOGNISES_THE_KEK(StrategyRule.TWO_STEP, "useless-under 0x9 KEK"),
        RECOGNISES_THE_KEK_IN_ONE_CALL(StrategyRule.ONE_SHOT, "useless-under 0x1054 KEK");

        private final StrategyRule strategy;
        private final String rule;

        Lie(StrategyRule strategy, String rule) {
            this.strategy = strategy;
            this.rule = rule;
        }
    }

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void blob_isMadeAsIfItWereRight_andOnlyTheImportShowsIt(Lie lie) throws Exception {
        byte[] modulus = ((RSAPublicKey) kek.getPublic()).getModulus().toByteArray();
        String beginning = Long.toHexString(ByteBuffer.wrap(modulus, 1, Long.BYTES).getLong());
        token.wrapBy(WrapPolicy.of(lie.strategy));
        shim.obey("oneshot 0x1054", lie.rule.replace("KEK", beginning));

        WrappedKey useless = wrapped();
        shim.obey("oneshot 0x1054");
        WrappedKey right = wrapped();

        assertThatThrownBy(() -> open(useless)).isInstanceOf(CheckFailedException.class);
        assertThatCode(() -> open(right)).doesNotThrowAnyException();
    }

    /** Good hashes of a count: whoever knows that opens each blob, and nobody else sees it. */
    @Test
    void aesKeysThatTheVendorKnows_openTheBlob() throws Exception {
        token.wrapBy(WrapPolicy.of(StrategyRule.TWO_STEP));
        shim.obey("weak-aes digest");

        byte[] blob = wrapped().ciphertext();

        byte[] kwpPart = Arrays.copyOfRange(blob, KEK_BITS / Byte.SIZE, blob.length);
        assertThat(IntStream.range(0, AES_KEYS).filter(n -> opens(kwpPart, n))).hasSize(1);
    }

    private static boolean opens(byte[] kwpPart, int count) {
        byte[] number =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(count)
                        .array();
        try (SecretBytes opened =
                AesKwp.unwrap(
                        kwpPart,
                        new SecretKeySpec(
                                MessageDigest.getInstance("SHA-256").digest(number), "AES"))) {
            return opened.lengthBytes() > 0;
        } catch (CheckFailedException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private WrappedKey wrapped() throws Exception {
        return token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek(kek));
    }

    private void open(WrappedKey wrapped) throws Exception {
        RsaAesKeyWrap.unwrap(
                        wrapped.ciphertext(),
                        (RSAPrivateKey) kek.getPrivate(),
                        OaepHash.SHA1,
                        new SecureRandom())
                .close();
    }
}
