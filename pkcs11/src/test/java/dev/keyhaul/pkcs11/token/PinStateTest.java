package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.PinState;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the tries that are left, and a token with a PIN pad of its own. */
class PinStateTest {
    private static ShimModule shim;

    @BeforeAll
    static void open() throws Exception {
        shim = ShimModule.create();
        shim.hsm().initialize("HSM");
    }

    @AfterAll
    static void close() {
        shim.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0x10000, 0xa0, CKR_PIN_INCORRECT (0xA0); a wrong PIN was entered; some tries are left",
        "0x30000, 0xa0, CKR_PIN_INCORRECT (0xA0); one try is left: another wrong PIN locks the"
                + " token",
        "0x0, 0xa3, CKR_PIN_EXPIRED (0xA3)",
        "0x40000, 0xa4, CKR_PIN_LOCKED (0xA4); locked"
    })
    void login_wrongPin_saysWhatTheFlagsSay(String flags, String code, String said)
            throws Exception {
        shim.obey("token-flags - " + flags, "fail C_Login " + code + " 0");
        TokenInfo token = shim.hsm().module().find(TokenSelector.label("HSM"));
        try (Passphrase pin = SoftHsm.pin()) {
            assertThatThrownBy(() -> shim.hsm().module().login(token, pin))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessageEndingWith("C_Login: " + said)
                    .satisfies(e -> assertThat(((KeyTransferException) e).hint()).isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10000", "0x20000", "0x40000"})
    void find_tokenThatCountsTries_tellsItsPinState(String flags) throws Exception {
        shim.obey("token-flags - " + flags);

        assertThat(shim.hsm().module().find(TokenSelector.label("HSM")).pinState().label())
                .isIn(
                        PinState.COUNT_LOW.label(),
                        PinState.FINAL_TRY.label(),
                        PinState.LOCKED.label());
    }

    /** C_Login gets a null pointer and no length; the PIN is entered elsewhere. */
    @Test
    void loginAtToken_pinPad_sendsNoPin() throws Exception {
        shim.obey("pinpad 12345678", "secrets -", "log -");
        TokenInfo token = shim.hsm().module().find(TokenSelector.label("HSM"));
        assertThat(token.hasProtectedAuthenticationPath()).isTrue();

        try (Token open = shim.hsm().module().loginAtToken(token)) {
            open.generate(KeyRequest.wrapping("wrapping"));
            assertThat(open.keys()).hasSize(1);
        }

        assertThat(shim.takeLog())
                .containsOnlyOnce("C_Login")
                .noneMatch(line -> line.startsWith("secret "));
    }

    @Test
    void loginAtToken_wrongPinOnThePad_isAWrongSecret() throws Exception {
        shim.obey("pinpad 00000000");
        TokenInfo token = shim.hsm().module().find(TokenSelector.label("HSM"));

        assertThatThrownBy(() -> shim.hsm().module().loginAtToken(token))
                .isInstanceOf(WrongSecretException.class)
                .hasMessageContaining("C_Login: CKR_PIN_INCORRECT (0xA0)");

        shim.obey();
        shim.hsm().login("HSM").close();
    }
}
