package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The module itself looks, at the next call, at the native memory of a value that it was given, or
 * that it gave. Memory that was freed may be in use again by then: a few bytes of that may equal a
 * random secret's, never a quarter of them.
 */
class SecretMemoryTest {
    private static final int TEXT_BYTES = 200;

    private final SecureRandom random = new SecureRandom();
    private final ShimModule shim = ShimModule.create();
    private Token token;

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

    @Test
    void valueOfAKey_afterTheCall_isWiped() throws Exception {
        try (Session session = token.borrow()) {
            shim.obey("secrets -");

            session.create(Templates.knownAes(secret(Templates.AES_BYTES)));

            token.module().info();
            assertThat(leftOf("C_CreateObject")).isLessThan(Templates.AES_BYTES / 4);
        }
    }

    @Test
    void plaintext_afterTheCall_isWiped() throws Exception {
        shim.obey("secrets -");

        decrypt();

        assertThat(leftOf("C_Decrypt")).isLessThan(TEXT_BYTES / 4);
    }

    /** A buffer that was not long enough is replaced for that call. */
    @Test
    void plaintextInALargerBuffer_afterTheCall_isWiped() throws Exception {
        shim.obey("secrets -", "fail C_Decrypt 0x150 1", "length C_Decrypt 0x3000");

        decrypt();

        assertThat(leftOf("C_Decrypt")).isLessThan(TEXT_BYTES / 4);
    }

    private void decrypt() throws Exception {
        byte[] text = secret(TEXT_BYTES);
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        byte[] ciphertext =
                KeyChallenge.encryptOaepSha1(key.description().requireRsa(), text, random);
        try (SecretBytes decrypted = key.decrypt(ciphertext, RsaPadding.OAEP_SHA1);
                SecretBytes expected = SecretBytes.copyOf(text)) {
            token.module().info();
            assertThat(decrypted).isEqualTo(expected);
        }
    }

    private byte[] secret(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** How many bytes of the one secret that the module looked for were still there. */
    private int leftOf(String function) {
        List<String> seen = shim.takeLog();
        assertThat(seen).singleElement().asString().startsWith("secret " + function + " ");
        return Integer.parseInt(seen.get(0).substring(seen.get(0).lastIndexOf(' ') + 1));
    }
}
