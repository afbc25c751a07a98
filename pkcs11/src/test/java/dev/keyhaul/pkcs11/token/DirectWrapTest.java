package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** CKM_RSA_PKCS_OAEP of a token's AES key itself. */
@ExtendWith(RepeatedKeks.class)
class DirectWrapTest {
    @TempDir Path directory;
    private final ShimModule shim = ShimModule.create();
    private final KeyPair kek = TestKeys.rsa(2048);
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

    private TokenKey aes(TestKind kind) throws Exception {
        return token.key(token.generate(kind.request("aes")));
    }

    private WrappingKey.RsaOaep oaep(OaepHash hash) {
        return WrappingKey.RsaOaep.unsafeOf((RSAPublicKey) kek.getPublic(), hash);
    }

    @Test
    void wrapUnder_anAesKey_opensslOpensTheSameKey() throws Exception {
        TokenKey key = aes(TestKind.AES256);

        WrappedKey wrapped = key.wrapUnder(oaep(OaepHash.SHA1));

        byte[] opened =
                new OpenSsl(directory)
                        .decryptOaep(kek.getPrivate().getEncoded(), wrapped.ciphertext(), "sha1");
        KeyOrigin origin = new KeyOrigin(KeyOrigin.Protection.SOFTWARE, "test", "test", Map.of());
        try (SoftwareKey same = SoftwareKey.fromAes(opened, origin, new SecureRandom())) {
            assertThat(same.description()).isEqualTo(key.description());
        }
        assertThat(wrapped.method()).isEqualTo(WrapMethod.RSA_OAEP_SHA1);
        assertThat(wrapped.proof()).isEqualTo(WrapProof.STAND_IN);
        assertThat(wrapped.strategy()).isEqualTo("CKM_RSA_PKCS_OAEP of the key itself");
    }

    @Test
    void wrapUnder_anotherLengthOrKind_isRefused() throws Exception {
        TokenKey shorter = aes(TestKind.AES128);
        TokenKey rsa = token.rsaKey(KeySelector.label("tenant"));

        assertThatThrownBy(() -> shorter.wrapUnder(oaep(OaepHash.SHA1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("must be AES 256; this key is AES 128");
        assertThatThrownBy(() -> rsa.wrapUnder(oaep(OaepHash.SHA1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the key is RSA 2048");
    }

    @Test
    void wrapUnder_aHashThatTheTokenDoesNotHave_isItsError() throws Exception {
        TokenKey key = aes(TestKind.AES256);

        assertThatThrownBy(() -> key.wrapUnder(oaep(OaepHash.SHA256)))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("RSA-OAEP with SHA256: C_WrapKey");
    }

    /** The rehearsal finds it: nothing could open the target's own bytes. */
    @Test
    void wrapUnder_aTokenThatChangesWhatItWraps_isFound() throws Exception {
        TokenKey key = aes(TestKind.AES256);
        shim.obey("flip-last 0x9");

        assertThatThrownBy(() -> key.wrapUnder(oaep(OaepHash.SHA1)))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("does not work as specified");
    }
}
