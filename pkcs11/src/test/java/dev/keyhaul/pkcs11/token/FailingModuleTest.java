package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.RsaNumbers;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A module that fails where none should, and in ways that no CKR code tells. */
@ExtendWith(RepeatedKeks.class)
class FailingModuleTest {
    /** The key itself is in the token, and two of one id are refused. */
    private static final RestoreAs BESIDE_THE_FIRST =
            RestoreAs.tokenKey("back").withId(new byte[] {2});

    private final ObservedBackend backend = new ObservedBackend();
    private final SoftHsm hsm = SoftHsm.create(backend);

    @AfterEach
    void close() {
        backend.tellTheTruth();
        hsm.close();
    }

    @Test
    void generate_runtimeException_leavesNoObject() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            backend.lie("getAttributeValue", module -> bug());

            assertThatThrownBy(() -> token.generate(KeyRequest.target("tenant")))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> token.generate(KeyRequest.wrapping("wrapping")))
                    .isInstanceOf(IllegalStateException.class);

            backend.tellTheTruth();
            assertThat(objects(token)).isZero();
        }
    }

    @Test
    void session_afterARuntimeException_isClosedForGood() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            int before = backend.openSessions();
            backend.lie("findObjects", module -> bug());

            assertThatThrownBy(token::keys).isInstanceOf(IllegalStateException.class);

            assertThat(backend.openSessions()).isEqualTo(before);
        }
    }

    @Test
    void module_thatFailsToFinalise_saysSoUnchecked() throws Exception {
        Pkcs11Module module = hsm.module();
        backend.lie(
                "finish",
                finishing -> {
                    throw new CkrException("C_Finalize", Ckr.GENERAL_ERROR);
                });

        assertThatThrownBy(module::close)
                .isInstanceOf(KeyTransferException.Unchecked.class)
                .hasMessageContaining("C_Finalize")
                .cause()
                .isInstanceOf(TokenException.class);
    }

    @Test
    void session_closedTwice_isLentOnce() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            Session session = token.borrow();
            session.close();
            session.close();

            try (Session one = token.borrow().keep();
                    Session other = token.borrow()) {
                assertThat(one.handle()).isNotEqualTo(other.handle());
            }
        }
    }

    @Test
    void drillKey_closedTwice_isDestroyedOnceAndUsedNoMore() throws Exception {
        try (Token token = withKeys()) {
            TokenKey target = token.rsaKey(KeySelector.label("tenant"));
            TokenKey drill = restored(token, target, RestoreAs.sessionKey());
            drill.close();
            int destroyed = backend.calls("destroyObject");

            drill.close();

            assertThat(backend.calls("destroyObject")).isEqualTo(destroyed);
            assertThatThrownBy(() -> drill.sign(new byte[1]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("key is closed");
        }
    }

    @Test
    void restore_asTokenKey_isATokenObjectOnlyAfterItsProof() throws Exception {
        try (Token token = withKeys()) {
            TokenKey target = token.rsaKey(KeySelector.label("tenant"));
            AtomicInteger kept = new AtomicInteger();
            AtomicBoolean first = new AtomicBoolean(true);
            RecoveryKey recovery = token.onlyRecoveryKey();
            WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
            int before = objects(token);
            backend.lie(
                    "sign",
                    module -> {
                        if (first.getAndSet(false)) {
                            kept.set(tokenObjects(token));
                        }
                        return module.call();
                    });

            recovery.restore(copy.ciphertext(), target.description(), BESIDE_THE_FIRST);

            assertThat(kept.get()).isEqualTo(before);
            assertThat(objects(token)).isEqualTo(before + 2);
        }
    }

    @Test
    void restore_runtimeException_leavesNoObject() throws Exception {
        try (Token token = withKeys()) {
            TokenKey target = token.rsaKey(KeySelector.label("tenant"));
            RecoveryKey recovery = token.onlyRecoveryKey();
            WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
            int before = objects(token);
            backend.lie("createObject", module -> bug());

            assertThatThrownBy(
                            () ->
                                    recovery.restore(
                                            copy.ciphertext(),
                                            target.description(),
                                            BESIDE_THE_FIRST))
                    .isInstanceOf(IllegalStateException.class);

            backend.tellTheTruth();
            assertThat(objects(token)).isEqualTo(before);
        }
    }

    @Test
    void wrapUnder_tokenThatCutTheKek_isCaught() throws Exception {
        try (Token token = withKeys()) {
            TokenKey target = token.rsaKey(KeySelector.label("tenant"));
            RsaAesWrappingKey kek = TestKeys.kek();
            target.wrapUnder(kek);
            RSAPublicKey another = (RSAPublicKey) TestKeys.anotherRsa(2048).getPublic();
            byte[] modulus = RsaNumbers.unsigned(another.getModulus());
            backend.lie(
                    "getAttributeValue",
                    module -> swapped((AttributeValues) module.call(), modulus));

            assertThatThrownBy(() -> target.wrapUnder(kek))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage("the token's object for the KEK does not match the KEK");
        }
    }

    @Test
    void login_tokenThatDoesNotTellTheTries_isStillAWrongPin() throws Exception {
        TokenInfo token = hsm.initialize("HSM");
        AtomicInteger asked = new AtomicInteger();
        backend.lie(
                "getTokenInfo",
                module -> {
                    if (asked.incrementAndGet() == 1) {
                        return module.call(); // which token gets the PIN
                    }
                    throw new CkrException("C_GetTokenInfo", Ckr.DEVICE_ERROR);
                });
        try (Passphrase wrong = Passphrase.copyOf("00000000".toCharArray())) {
            assertThatThrownBy(() -> hsm.module().login(token, wrong))
                    .isInstanceOf(WrongSecretException.class);
        }
    }

    @Test
    void login_runtimeException_leavesNoSession() throws Exception {
        TokenInfo token = hsm.initialize("HSM");
        int before = backend.openSessions();
        backend.lie("login", module -> bug());
        try (Passphrase pin = SoftHsm.pin()) {
            assertThatThrownBy(() -> hsm.module().login(token, pin))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(backend.openSessions()).isEqualTo(before);
    }

    @Test
    void initialize_userPinRefused_saysThatTheTokenIsThere() throws Exception {
        backend.lie(
                "initPin",
                module -> {
                    throw new CkrException("C_InitPIN", Ckr.PIN_INVALID);
                });
        backend.lie(
                "closeSession",
                module -> {
                    throw new CkrException("C_CloseSession", Ckr.DEVICE_ERROR);
                });

        assertThatThrownBy(() -> hsm.initialize("HSM"))
                .isInstanceOf(TokenException.class)
                .hasMessageStartingWith("token 'HSM' is initialised but has no user PIN: C_InitPIN")
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains("set one"));
    }

    private Token withKeys() throws Exception {
        hsm.addToken("HSM", KeyRequest.target("tenant"), KeyRequest.recovery("r"));
        return hsm.login("HSM");
    }

    private static TokenKey restored(Token token, TokenKey target, RestoreAs as) throws Exception {
        RecoveryKey recovery = token.onlyRecoveryKey();
        WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
        return recovery.restore(copy.ciphertext(), target.description(), as);
    }

    /** The answer with another modulus, where it has a KEK's numbers. */
    private static AttributeValues swapped(AttributeValues actual, byte[] modulus) {
        if (actual.bytes(Cka.PUBLIC_EXPONENT).isEmpty()) {
            return actual;
        }
        Map<Long, byte[]> values = new HashMap<>();
        for (Attribute attribute : Templates.kek(TestKeys.kek().publicKey()).attributes()) {
            actual.bytes(attribute.type()).ifPresent(v -> values.put(attribute.type(), v));
        }
        values.put(Cka.MODULUS, modulus);
        return new AttributeValues(values);
    }

    private static Object bug() {
        throw new IllegalStateException("a bug");
    }

    private static int objects(Token token) throws Exception {
        return TestKeys.objects(token);
    }

    private static int tokenObjects(Token token) throws Exception {
        try (Session session = token.borrow()) {
            return session.find(Template.empty().yes(Cka.TOKEN)).size();
        }
    }
}
