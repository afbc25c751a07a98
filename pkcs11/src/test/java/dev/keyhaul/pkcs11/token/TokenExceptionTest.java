package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenException.Kind;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application tells errors apart by their kind, never by their text. */
class TokenExceptionTest {
    private static ShimModule shim;
    private static Token token;

    @BeforeAll
    static void open() throws Exception {
        shim = ShimModule.create();
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("twice").withId(new byte[] {1}),
                        KeyRequest.target("second").withId(new byte[] {3}),
                        KeyRequest.target("tenant").withId(new byte[] {2}),
                        KeyRequest.wrapping("aes"));
        token = shim.hsm().login("HSM");
    }

    @AfterAll
    static void close() {
        token.close();
        shim.close();
    }

    @Test
    void whatIsNotThere_isNotFound() {
        requireKind(Kind.NOT_FOUND, () -> token.find(KeySelector.label("nobody")));
        requireKind(Kind.NOT_FOUND, () -> token.onlyRecoveryKey());
        requireKind(Kind.NOT_FOUND, () -> shim.hsm().module().find(TokenSelector.label("nobody")));
        requireKind(Kind.NOT_FOUND, () -> Pkcs11Module.load(Path.of("/nonexistent/p11.so")));
    }

    @Test
    void findRsaKey_isEmptyForNobodyAlone() throws Exception {
        assertThat(token.findRsaKey(KeySelector.label("nobody"))).isEmpty();
        assertThat(token.findRsaKey(KeySelector.label("tenant")))
                .hasValueSatisfying(key -> assertThat(key.info().label()).isEqualTo("tenant"));

        shim.obey("fail C_FindObjects 0x30 0");
        requireKind(Kind.DEVICE, () -> token.findRsaKey(KeySelector.label("nobody")));
        shim.obey();
    }

    @Test
    void moreThanOne_isAmbiguous() throws Exception {
        try (Session session = token.borrow()) {
            session.set(
                    token.find(KeySelector.label("second")).found().handle(),
                    Templates.named("twice"));
        }
        requireKind(Kind.AMBIGUOUS, () -> token.findRsaKey(KeySelector.label("twice")));
    }

    @Test
    void takenName_isThereAlready() {
        requireKind(Kind.EXISTS, () -> token.generate(KeyRequest.target("tenant")));
        requireKind(
                Kind.EXISTS, () -> token.generate(KeyRequest.target("new").withId(new byte[] {2})));
        requireKind(
                Kind.EXISTS,
                () -> {
                    try (Passphrase soPin = SoftHsm.soPin();
                            Passphrase pin = SoftHsm.pin()) {
                        shim.hsm().module().initialize("HSM", soPin, pin);
                    }
                });
    }

    /** As of a person's own PIN: whoever typed it is told so, and how to go on. */
    @Test
    void securityOfficersPin_thatIsRefused_isAWrongSecret() {
        shim.obey("fail C_InitToken 0xa0 0");
        try (Passphrase soPin = SoftHsm.soPin();
                Passphrase pin = SoftHsm.pin()) {
            assertThatThrownBy(() -> shim.hsm().module().initialize("other", soPin, pin))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessage(
                            "initialising token 'other': C_InitToken: CKR_PIN_INCORRECT (0xA0)");
        } finally {
            shim.obey();
        }
    }

    @Test
    void lostToken_isTheDevice() {
        for (String code : new String[] {"0x30", "0x32", "0xb3", "0xe0"}) {
            shim.obey("fail C_FindObjectsInit " + code + " 0");
            requireKind(Kind.DEVICE, () -> token.find(KeySelector.label("tenant")));
        }
        shim.obey();
    }

    @Test
    void refusal_isOther() {
        shim.obey("fail C_GenerateKey 0xd1 0");
        requireKind(Kind.OTHER, () -> token.generate(KeyRequest.wrapping("new")));
        shim.obey();
        requireKind(Kind.OTHER, () -> token.rsaKey(token.find(KeySelector.label("aes"))));
    }

    @Test
    void kind_staysWhenItIsSaidWhatWasDone() {
        TokenException missing =
                new TokenException(Reason.KEY_NOT_FOUND, Kind.NOT_FOUND, "no key", null);

        assertThat(TokenFailure.during(missing, "looking").kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "0x5, TOKEN_DEVICE",
        "0x6, TOKEN_DEVICE",
        "0x30, TOKEN_DEVICE",
        "0x31, TOKEN_DEVICE",
        "0x60, OBJECT_GONE",
        "0x69, KEY_TRUSTED_ONLY",
        "0x6a, KEY_UNEXTRACTABLE",
        "0x70, TOKEN_LIMIT",
        "0x82, OBJECT_GONE",
        "0xa0, PIN_WRONG",
        "0xa3, PIN_EXPIRED",
        "0xa4, PIN_LOCKED",
        "0xb1, TOKEN_BUSY",
        "0x201, TOKEN_BUSY",
        "0xb3, SESSION_LOST",
        "0xd1, TOKEN_POLICY",
        "0xf0, OBJECT_GONE",
        "0x113, OBJECT_GONE",
        "0xe0, TOKEN_MISSING",
        "0x191, MODULE_IN_USE",
        "0x80000001, TOKEN_REFUSED"
    })
    void reason_followsFromTheReturnValue_alsoWhenItIsSaidWhatWasDone(String code, Reason reason) {
        CkrException failure = new CkrException("C_Sign", Long.decode(code));

        assertThat(TokenException.of(failure).reason()).isEqualTo(reason);
        assertThat(TokenFailure.of(failure, "signing").reason()).isEqualTo(reason);
        assertThat(TokenFailure.during(TokenException.of(failure), "signing").reason())
                .isEqualTo(reason);
    }

    @Test
    void reason_ofAnImpossibleAnswer_blamesTheModule() {
        assertThat(TokenFailure.violation("C_Sign", "gave a length of -1").reason())
                .isEqualTo(Reason.MODULE_VIOLATION);
        assertThat(TokenException.of(CkrException.afterSizeQuery("C_Sign", 0x150)).reason())
                .isEqualTo(Reason.BINDING);
    }

    private static void requireKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(TokenException.class)
                .satisfies(e -> assertThat(((TokenException) e).kind()).isEqualTo(kind));
    }
}
