package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Keys that were found before the login was lost: the same key is found again after it, or none.
 */
@ExtendWith(RepeatedKeks.class)
class KeyAfterNewLoginTest {
    private final ShimModule shim = ShimModule.create();
    private Token token;
    private TokenKey key;
    private RsaAesWrappingKey kek;

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        TokenInfo info = shim.hsm().module().find(TokenSelector.label("HSM"));
        token = shim.hsm().module().login(info, (PinSupplier) which -> SoftHsm.pin());
        key = token.rsaKey(KeySelector.label("tenant"));
        kek = TestKeys.kek();
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @Test
    void keyThatIsGoneAfterTheNewLogin_isTold() throws Exception {
        lose();
        token.delete(token.find(KeySelector.label("tenant")));

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("RSA private key 'tenant'")
                .hasMessageContaining("is not in the token");
    }

    /** Whoever puts another key there under the same id and label does not get it wrapped. */
    @Test
    void anotherKeyOfTheSameIdAfterTheNewLogin_isNotTaken() throws Exception {
        byte[] id = key.info().id();
        lose();
        token.delete(token.find(KeySelector.label("tenant")));
        token.generate(KeyRequest.target("tenant").withId(id));

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("is not in the token");
    }

    @Test
    void recoveryPairAndWrappingKey_afterTheNewLogin_openWhatTheyWrapped() throws Exception {
        RecoveryKey pair = token.recoveryKey(token.generate(KeyRequest.recovery("recovery")));
        TokenAesWrappingKey aes = token.wrappingKey(token.generate(KeyRequest.wrapping("aes")));
        WrappedKey toPair = key.wrapUnder(pair.wrappingKey());
        WrappedKey toAes = key.wrapUnder(aes);
        lose();

        for (UnwrappingKey opener : List.of(pair, aes)) {
            WrappedKey copy = opener == pair ? toPair : toAes;
            try (TokenKey restored =
                    opener.restore(copy.ciphertext(), key.description(), RestoreAs.sessionKey())) {
                assertThat(restored.sign(new byte[] {1})).isNotEmpty();
            }
        }
        assertThat(key.wrapUnder(aes).ciphertext()).isEqualTo(toAes.ciphertext());
    }

    @Test
    void anotherAesKeyOfTheSameIdAfterTheNewLogin_isNotTaken() throws Exception {
        KeyInfo old = token.generate(KeyRequest.wrapping("aes"));
        TokenAesWrappingKey aes = token.wrappingKey(old);
        lose();
        token.delete(token.find(KeySelector.label("aes")));
        token.generate(KeyRequest.wrapping("aes").withId(old.id()));

        assertThatThrownBy(() -> key.wrapUnder(aes))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("has a different check value");
    }

    /** It was an object of the session that is lost. */
    @Test
    void keyRestoredForASession_isGoneWithIt() throws Exception {
        TokenAesWrappingKey aes = token.wrappingKey(token.generate(KeyRequest.wrapping("aes")));
        byte[] copy = key.wrapUnder(aes).ciphertext();
        try (TokenKey restored = aes.restore(copy, key.description(), RestoreAs.sessionKey())) {
            shim.obey("fail C_SignInit 0xb3 0");
            assertThatThrownBy(() -> restored.sign(new byte[] {1}))
                    .isInstanceOf(TokenException.class);
        }
        shim.obey();

        try (Session session = token.borrow()) {
            assertThat(session.find(Templates.ephemeral())).isEmpty();
        }
    }

    private void lose() {
        shim.obey("fail C_FindObjectsInit 0xb3 1");
        assertThatThrownBy(() -> token.keys()).isInstanceOf(TokenException.class);
        shim.obey();
    }
}
