package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A token that answers CKR_OK and lies. */
@ExtendWith(RepeatedKeks.class)
class WrapProofTest {
    private final ObservedBackend backend = new ObservedBackend();
    private final SoftHsm hsm = SoftHsm.create(backend);
    private Token token;
    private TokenKey key;
    private RsaAesWrappingKey kek;
    private int objects;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM", KeyRequest.target("tenant"));
        token = hsm.login("HSM");
        key = token.rsaKey(KeySelector.label("tenant"));
        kek = TestKeys.kek();
        key.wrapUnder(kek);
        objects = objects();
    }

    @AfterEach
    void close() {
        backend.tellTheTruth();
        token.close();
        hsm.close();
    }

    @Test
    void wrapUnder_bytesThatAreNotTheKey_areCaught() throws Exception {
        assertCaught(wrapped -> new byte[wrapped.length]);
        assertCaught(wrapped -> flipped(wrapped, 0));
        assertCaught(wrapped -> flipped(wrapped, wrapped.length - 1));
        assertCaught(wrapped -> Arrays.copyOf(wrapped, wrapped.length - 8));
        assertCaught(wrapped -> Arrays.copyOf(wrapped, wrapped.length - 1));
        assertCaught(wrapped -> Arrays.copyOf(wrapped, wrapped.length + 8));
        assertCaught(wrapped -> new byte[16]);
        assertCaught(wrapped -> new byte[0]);
    }

    @Test
    void wrapUnder_anotherKeysBytes_areCaught() throws Exception {
        TokenAesWrappingKey aes =
                token.wrappingKey(token.generate(KeyRequest.wrapping("wrapping")));
        byte[] others =
                token.rsaKey(token.generate(KeyRequest.target("other")))
                        .wrapUnder(aes)
                        .ciphertext();
        objects = objects();
        backend.lie("wrapKey", module -> others);

        assertThatThrownBy(() -> key.wrapUnder(aes))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the token wrapped a different key");
        assertNothingLeft();
    }

    @Test
    void wrapUnder_oaepPartOfAnotherLength_isCaught() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        backend.lie(
                "wrapKey",
                module ->
                        calls.incrementAndGet() == 2
                                ? Arrays.copyOf((byte[]) module.call(), 128)
                                : module.call());

        // The second wrap is that of the AES key or of its decoy. One never is once in 2^39 times.
        Set<String> messages = new HashSet<>();
        for (int blob = 0; blob < 40; blob++) {
            calls.set(0);
            CheckFailedException refused =
                    catchThrowableOfType(CheckFailedException.class, () -> key.wrapUnder(kek));
            messages.add(refused.getMessage());
        }
        assertThat(messages)
                .containsExactlyInAnyOrder(
                        "the token's RSA-OAEP output has 128 bytes; the KEK's modulus has 256",
                        "the token's RSA-OAEP worked in the rehearsal, but not beside this blob");
        assertNothingLeft();
    }

    @Test
    void wrapUnder_signatureThatIsNone_isCaught() throws Exception {
        backend.lie("sign", module -> new byte[256]);

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("C_Sign returned CKR_OK, but its signature is all zeros");
        assertNothingLeft();
    }

    @Test
    void wrapUnder_destroyFails_isReportedAndTheSessionTakesTheObjectsWithIt() throws Exception {
        int sessions = backend.openSessions();
        backend.lie(
                "destroyObject",
                module -> {
                    throw new CkrException("C_DestroyObject", Ckr.DEVICE_ERROR);
                });

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageMatching(
                        "an ephemeral object \\(handle \\d+\\) was not destroyed: C_DestroyObject:"
                                + " CKR_DEVICE_ERROR \\(0x30\\)")
                .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
        assertThat(backend.openSessions()).isEqualTo(sessions - 1);
        assertNothingLeft();
    }

    @Test
    void wrapUnder_failingToken_saysFunctionAndCode() throws Exception {
        backend.lie(
                "wrapKey",
                module -> {
                    throw new CkrException("C_WrapKey", Ckr.KEY_UNEXTRACTABLE);
                });

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessage("C_WrapKey: CKR_KEY_UNEXTRACTABLE (0x6A)")
                .satisfies(
                        e -> {
                            TokenException error = (TokenException) e;
                            assertThat(error.function()).contains("C_WrapKey");
                            assertThat(error.code()).hasValue(0x6a);
                            assertThat(error.hint().orElseThrow()).contains("extractable");
                        });
        assertNothingLeft();
    }

    private void assertCaught(UnaryOperator<byte[]> lie) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        // The first call wraps the target, the second the AES key.
        backend.lie(
                "wrapKey",
                module ->
                        calls.incrementAndGet() == 1
                                ? lie.apply((byte[]) module.call())
                                : module.call());
        assertThatThrownBy(() -> key.wrapUnder(kek)).isInstanceOf(CheckFailedException.class);
        assertNothingLeft();
    }

    private void assertNothingLeft() throws Exception {
        backend.tellTheTruth();
        assertThat(objects()).isEqualTo(objects);
    }

    private int objects() throws Exception {
        return TestKeys.objects(token);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }
}
