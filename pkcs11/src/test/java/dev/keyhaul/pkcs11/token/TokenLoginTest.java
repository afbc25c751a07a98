package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.PinState;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import dev.keyhaul.pkcs11.session.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenLoginTest {
    private final SoftHsm hsm = SoftHsm.create();

    @AfterEach
    void close() {
        hsm.close();
    }

    @Test
    void login_wrongPin_saysThatTriesAreLow() throws Exception {
        TokenInfo token = hsm.initialize("HSM");
        try (Passphrase wrong = Passphrase.copyOf("00000000".toCharArray())) {
            assertThatThrownBy(() -> hsm.module().login(token, wrong))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessageContaining("token 'HSM'")
                    .hasMessageContaining("C_Login: CKR_PIN_INCORRECT (0xA0)")
                    .hasMessageContaining("a wrong PIN was entered")
                    .hasMessageNotContaining("00000000");
        }
        assertThat(hsm.module().find(TokenSelector.label("HSM")).pinState())
                .isEqualTo(PinState.COUNT_LOW);

        hsm.login("HSM").close();

        assertThat(hsm.module().find(TokenSelector.label("HSM")).pinState())
                .isEqualTo(PinState.READY);
    }

    @Test
    void login_pinOfImpossibleLength_isAWrongSecret() throws Exception {
        TokenInfo token = hsm.initialize("HSM");
        try (Passphrase tooShort = Passphrase.copyOf("1".toCharArray())) {
            assertThatThrownBy(() -> hsm.module().login(token, tooShort))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessageContaining("C_Login: ");
        }
    }

    @Test
    void login_emptyPin_isNotSentToTheToken() throws Exception {
        TokenInfo token = hsm.initialize("HSM");
        try (Passphrase empty = Passphrase.copyOf(new char[0])) {
            assertThatThrownBy(() -> hsm.module().login(token, empty))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessage("the PIN is empty");
            assertThatThrownBy(() -> hsm.module().login(token, asked -> empty.copy()))
                    .hasMessage("the PIN is empty");
        }
    }

    @Test
    void login_failed_leavesNoSession() throws Exception {
        ObservedBackend counting = new ObservedBackend();
        try (SoftHsm counted = SoftHsm.create(counting);
                Passphrase wrong = Passphrase.copyOf("00000000".toCharArray())) {
            TokenInfo token = counted.initialize("HSM");

            assertThatThrownBy(() -> counted.module().login(token, wrong))
                    .isInstanceOf(WrongSecretException.class);

            assertThat(counting.openSessions()).isZero();
        }
    }

    /** The token answers CKR_USER_ALREADY_LOGGED_IN and does not look at the PIN. */
    @Test
    void login_whereThisProcessIsLoggedIn_isNoSuccess_unlessTheLoginMayBeShared() throws Exception {
        Token first = hsm.newToken("HSM");
        for (String pin : List.of("00000000", "12345678")) {
            assertThatThrownBy(() -> loginWith(first.info(), pin).close())
                    .isInstanceOf(TokenException.class)
                    .hasMessage(
                            "the PIN cannot be checked: this process is already logged in to "
                                    + Slot.name(first.info()));
        }
        try (Token second = hsm.module().loginOrShare(first.info(), token -> SoftHsm.pin())) {
            assertThat(second.loggedInByOthers()).isTrue();
            second.generate(KeyRequest.target("tenant"));
        }
        first.close();
        try (Token alone = hsm.module().loginOrShare(first.info(), token -> SoftHsm.pin())) {
            assertThat(alone.loggedInByOthers()).isFalse();
            assertThat(alone.keys()).hasSize(1);
        }
        assertThat(first.sessions().slot().refreshed().pinState()).isEqualTo(PinState.READY);
    }

    private Token loginWith(TokenInfo token, String pin) throws Exception {
        try (Passphrase passphrase = Passphrase.copyOf(pin.toCharArray())) {
            return hsm.module().login(token, passphrase);
        }
    }

    @Test
    void login_whereAnotherPartIsLoggedIn_isNoSuccess_whateverThePin() throws Exception {
        TokenInfo token = hsm.initialize("HSM");
        Cryptoki application = JnaCryptoki.open(hsm.modulePath());
        long session = application.openSession(token.slotId(), Ckf.RW_SESSION);
        try (Passphrase wrong = Passphrase.copyOf("00000000".toCharArray());
                Passphrase right = SoftHsm.pin()) {
            try (SecretBytes pin = right.utf8()) {
                application.login(session, Cko.USER, pin);
            }
            for (Passphrase pin : List.of(wrong, right)) {
                assertThatThrownBy(() -> hsm.module().login(token, pin))
                        .isInstanceOf(TokenException.class)
                        .hasMessage(
                                "the PIN cannot be checked: this process is already logged in to "
                                        + Slot.name(token));
            }
            try (Token joined = hsm.module().openWithoutLogin(token)) {
                assertThat(joined.loggedInByOthers()).isTrue();
            }
            application.closeSession(session);
            hsm.module().login(token, right).close();
        }
    }

    @Test
    void openWithoutLogin_whereThisProcessIsLoggedIn_saysSo() throws Exception {
        Token first = hsm.newToken("HSM");
        first.generate(KeyRequest.target("tenant"));
        try (Token joined = hsm.module().openWithoutLogin(first.info())) {
            assertThat(joined.loggedInByOthers()).isTrue();
            assertThat(joined.keys()).extracting(KeyInfo::kind).contains(KeyObjectKind.PRIVATE);
        }
        first.close();
        try (Token alone = hsm.module().openWithoutLogin(first.info())) {
            assertThat(alone.loggedInByOthers()).isFalse();
        }
    }

    @Test
    void loginAtToken_withoutPinPad_isRefused() throws Exception {
        TokenInfo token = hsm.initialize("HSM");

        assertThatThrownBy(() -> hsm.module().loginAtToken(token))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("no PIN pad");
    }

    @Test
    void close_token_endsTheLogin() throws Exception {
        hsm.newToken("HSM").close();
        Token again = hsm.login("HSM");
        again.generate(KeyRequest.target("tenant"));
        again.close();

        try (Token open = hsm.module().openWithoutLogin(again.info())) {
            assertThat(open.keys()).extracting(KeyInfo::kind).containsExactly(KeyObjectKind.PUBLIC);
        }
    }

    @Test
    void find_missing_saysWhatIsThere() throws Exception {
        hsm.initialize("HSM");

        assertThatThrownBy(() -> hsm.module().find(TokenSelector.label("other")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("no token with label 'other'")
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains("'HSM'"));
    }

    @Test
    void find_severalTokens_listsThem() throws Exception {
        TokenInfo first = hsm.initialize("HSM");
        TokenInfo second = hsm.initialize("other");

        assertThatThrownBy(() -> hsm.module().find(TokenSelector.any()))
                .isInstanceOf(TokenException.class)
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains(first.serial())
                                        .contains(second.serial()));
        assertThat(hsm.module().find(TokenSelector.serial(second.serial())).label())
                .isEqualTo("other");
    }

    @Test
    void initialize_labelInUse_isRefused() throws Exception {
        hsm.initialize("HSM");

        assertThatThrownBy(() -> hsm.initialize("HSM"))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("already exists");
    }

    @Test
    void initialize_pinTooShort_isRefusedBeforeAnythingIsDone() throws Exception {
        try (Passphrase tooShort = Passphrase.copyOf("1".toCharArray());
                Passphrase soPin = SoftHsm.soPin()) {
            assertThatThrownBy(() -> hsm.module().initialize("HSM", soPin, tooShort))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("the user PIN has 1 bytes; the token accepts 4 to 255");
        }
        assertThat(hsm.module().tokens()).noneMatch(TokenInfo::isInitialized);
    }

    private static TokenDescription told(Object module, String serial, long maxPinLength) {
        TokenDescription real = (TokenDescription) module;
        return new TokenDescription(
                real.label(),
                real.manufacturer(),
                real.model(),
                serial,
                real.flags(),
                real.sessionCount(),
                real.maxSessionCount(),
                real.minPinLength(),
                maxPinLength,
                real.hardwareVersion(),
                real.firmwareVersion());
    }

    /** Some modules show one store in two slots. */
    @Test
    void find_tokensOfOneSerial_namesTheirSlots() throws Exception {
        ObservedBackend backend = new ObservedBackend();
        try (SoftHsm twins = SoftHsm.create(backend)) {
            twins.initialize("HSM");
            twins.initialize("other");
            backend.lie("getTokenInfo", module -> told(module.call(), "0001", 255));
            List<TokenInfo> all =
                    twins.module().tokens().stream().filter(TokenInfo::isInitialized).toList();

            assertThatThrownBy(() -> twins.module().find(TokenSelector.serial("0001")))
                    .isInstanceOfSatisfying(
                            TokenException.class,
                            e ->
                                    assertThat(e.hint().orElseThrow())
                                            .startsWith("select by slot, ")
                                            .contains(
                                                    "slot " + all.get(0).slotId(),
                                                    "slot " + all.get(1).slotId()));
            assertThat(
                            twins.module()
                                    .find(TokenSelector.any().withSlot(all.get(1).slotId()))
                                    .label())
                    .isEqualTo(all.get(1).label());
        }
    }

    /** 0 is no limit, as a YubiKey's module says. */
    @Test
    void initialize_tokenWithoutALongestPin_namesTheShortestAlone() throws Exception {
        ObservedBackend backend = new ObservedBackend();
        backend.lie("getTokenInfo", module -> told(module.call(), "0001", 0));
        try (SoftHsm unlimited = SoftHsm.create(backend);
                Passphrase tooShort = Passphrase.copyOf("1".toCharArray());
                Passphrase soPin = SoftHsm.soPin()) {
            assertThatThrownBy(() -> unlimited.module().initialize("HSM", soPin, tooShort))
                    .hasMessage("the user PIN has 1 bytes; the token accepts at least 4");
        }
    }

    @Test
    void initialize_pinsThatNobodyChooses_areRefusedBeforeAnythingIsDone() throws Exception {
        requireRefused(
                "1234", "1234", "the security officer's PIN and the user's PIN are the same");
        requireRefused("5678", "1234\n", "the user PIN has more than one line");
        requireRefused("56\t78", "1234", "the security officer's PIN has a control character");
        assertThat(hsm.module().tokens()).noneMatch(TokenInfo::isInitialized);
    }

    private void requireRefused(String soPin, String pin, String message) {
        try (Passphrase officers = Passphrase.copyOf(soPin.toCharArray());
                Passphrase users = Passphrase.copyOf(pin.toCharArray())) {
            assertThatThrownBy(() -> hsm.module().initialize("HSM", officers, users))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void find_afterAnotherTokensDirectoryIsGone_skipsItsSlot() throws Exception {
        Token lost = hsm.newToken("lost");
        List<Path> before = tokenDirectories();
        try (Token other = hsm.newToken("other")) {
            lost.close();
            SoftHsm.deleteAll(before.get(0));

            assertThatThrownBy(() -> hsm.module().find(TokenSelector.label("lost")))
                    .isInstanceOf(TokenException.class);
            assertThat(hsm.module().find(TokenSelector.label("other")).serial())
                    .isEqualTo(other.info().serial());
            other.generate(KeyRequest.target("works on"));
        }
    }

    private List<Path> tokenDirectories() throws Exception {
        try (Stream<Path> entries = Files.list(hsm.tokenDirectory())) {
            return entries.toList();
        }
    }
}
