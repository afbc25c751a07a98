package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

class KeyChallengeTest {
    private static final KeyPair PAIR = GeneratedKeys.rsa(2048);
    private static final RSAPublicKey KEY = (RSAPublicKey) PAIR.getPublic();
    private static final byte[] CHALLENGE = KeyChallenge.random(GeneratedKeys.RANDOM);

    @Test
    void random_isOf32BytesAndNeverTheSame() {
        assertThat(CHALLENGE).hasSize(32).isNotEqualTo(KeyChallenge.random(GeneratedKeys.RANDOM));
    }

    @Test
    void verifiesRs256_onlyTheKeysSignatureOverTheData() throws Exception {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(PAIR.getPrivate());
        rs256.update(CHALLENGE);
        byte[] signature = rs256.sign();
        RSAPublicKey other = (RSAPublicKey) GeneratedKeys.rsa(2048, "other").getPublic();

        assertThat(KeyChallenge.verifiesRs256(KEY, CHALLENGE, signature)).isTrue();
        assertThat(KeyChallenge.verifiesRs256(KEY, new byte[32], signature)).isFalse();
        assertThat(KeyChallenge.verifiesRs256(other, CHALLENGE, signature)).isFalse();
        assertThat(KeyChallenge.verifiesRs256(KEY, CHALLENGE, new byte[0])).isFalse();
        assertThat(KeyChallenge.verifiesRs256(KEY, CHALLENGE, new byte[512])).isFalse();
    }

    @Test
    void encryptOaepSha1_thePrivateHalfDecrypts() throws Exception {
        byte[] ciphertext = KeyChallenge.encryptOaepSha1(KEY, CHALLENGE, GeneratedKeys.RANDOM);

        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(Cipher.DECRYPT_MODE, PAIR.getPrivate(), OaepHash.SHA1.parameters());
        assertThat(oaep.doFinal(ciphertext)).isEqualTo(CHALLENGE);
    }

    @Test
    void encryptOaepSha1_tooLong_isTheCallersMistake() {
        assertThatThrownBy(
                        () ->
                                KeyChallenge.encryptOaepSha1(
                                        KEY, new byte[256], GeneratedKeys.RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
