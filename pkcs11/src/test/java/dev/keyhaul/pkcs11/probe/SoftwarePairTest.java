package dev.keyhaul.pkcs11.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftwarePairTest {
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 2056, 3072, 4096, 8192})
    void ofSmallPrimes_hasTheLengthThatWasAskedFor_andItsHalvesFit(int bits) throws Exception {
        KeyPair pair = SoftwarePair.ofSmallPrimes(bits, random);
        RSAPublicKey publicKey = (RSAPublicKey) pair.getPublic();
        byte[] secret = random.generateSeed(32);
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, publicKey);
        byte[] wrapped = cipher.doFinal(secret);
        cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());

        assertThat(publicKey.getModulus().bitLength()).isEqualTo(bits);
        assertThat(publicKey.getPublicExponent()).isEqualTo(65537);
        assertThat(cipher.doFinal(wrapped)).isEqualTo(secret);
    }
}
