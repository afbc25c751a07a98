package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.PinState;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The call that meets a lost login fails and is not repeated; the next one logs in again. */
@ExtendWith(RepeatedKeks.class)
class LostLoginTest {
    private static final String LOGIN = "C_Login";
    private static final int MOST_LOGOUTS = 12;

    private final ShimModule shim = ShimModule.create();
    private final List<Passphrase> supplied = new ArrayList<>();
    private int made;
    private TokenInfo info;
    private Token token;
    private TokenKey key;
    private RsaAesWrappingKey kek;

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        info = shim.hsm().module().find(TokenSelector.label("HSM"));
        token = shim.hsm().module().login(info, this::pin);
        key = token.rsaKey(KeySelector.label("tenant"));
        kek = TestKeys.kek();
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    private Passphrase pin(TokenInfo token) {
        Passphrase pin = SoftHsm.pin();
        supplied.add(pin);
        return pin;
    }

    @ParameterizedTest
    @ValueSource(longs = {0xb3, 0xb0, 0xe0, 0x32, 0x30, 0x101})
    void wrapUnder_loginLost_failsOnce_andTheNextCallLogsInAgain(long code) throws Exception {
        shim.obey("log -", String.format("fail C_WrapKey 0x%x 1", code));

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_WrapKey: CKR_")
                .satisfies(e -> assertThat(((KeyTransferException) e).hint()).isPresent());

        assertThat(shim.takeLog()).containsOnlyOnce("C_WrapKey").doesNotContain(LOGIN);
        assertThat(key.wrapUnder(kek).ciphertext()).isNotEmpty();
        assertThat(shim.takeLog()).containsOnlyOnce(LOGIN);
        assertThat(key.sign(new byte[] {1})).isNotEmpty();
        assertThat(shim.takeLog()).doesNotContain(LOGIN);
        assertThat(supplied).hasSize(2).allSatisfy(LostLoginTest::isClosed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C_OpenSession", "C_FindObjectsInit", "C_Sign", "C_GenerateKey"})
    void nextCall_afterAnyFunctionSaidThatTheTokenIsGone_logsInAgain(String function)
            throws Exception {
        shim.obey("log -", "fail " + function + " 0xe0 0");
        assertThatThrownBy(() -> use(function)).isInstanceOf(TokenException.class);

        shim.obey("log -");

        use(function);
        assertThat(shim.takeLog()).contains(LOGIN);
    }

    private void use(String function) throws KeyTransferException {
        switch (function) {
            case "C_Sign" -> key.sign(new byte[] {1});
            case "C_GenerateKey" -> token.generate(KeyRequest.wrapping("wrapping"));
            case "C_OpenSession" -> borrowTwo();
            default -> token.keys();
        }
    }

    private void borrowTwo() throws KeyTransferException {
        try (Session one = token.borrow().keep();
                Session other = token.borrow()) {
            assertThat(one.handle()).isNotEqualTo(other.handle());
        }
    }

    /** The token is out for longer than one call: each call says so, and asks again. */
    @Test
    void nextCalls_whileTheTokenIsOut_fail_andThenRecover() throws Exception {
        lose();
        shim.obey("fail C_OpenSession 0xe0 0");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> token.keys())
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("token 'HSM'")
                    .hasMessageContaining("C_OpenSession: CKR_TOKEN_NOT_PRESENT (0xE0)");
        }
        shim.obey();

        assertThat(token.keys()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0xa0, 0xa1, 0xa2, 0xa3, 0xa4})
    void refusedPin_isNeverSentAgain(long code) throws Exception {
        lose();
        shim.obey("log -", String.format("fail C_Login 0x%x 0", code));
        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(WrongSecretException.class)
                .hasMessageContaining("PIN refused by token 'HSM'")
                .hasMessageContaining("C_Login: CKR_PIN_");
        List<String> first = shim.takeLog();

        for (Callable<Object> call : calls()) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessageContaining("will not be sent again")
                    .satisfies(e -> assertThat(((KeyTransferException) e).hint()).isPresent());
        }

        assertThat(first).containsOnlyOnce(LOGIN);
        assertThat(shim.takeLog()).isEmpty();
        assertThat(supplied).hasSize(2).allSatisfy(LostLoginTest::isClosed);
    }

    private List<Callable<Object>> calls() {
        return List.of(
                token::keys,
                () -> key.wrapUnder(kek),
                () -> key.sign(new byte[] {1}),
                () -> token.generate(KeyRequest.target("more")),
                () -> token.find(KeySelector.label("tenant")));
    }

    /** A PIN that the real token refuses, because it was changed meanwhile: one try is used up. */
    @Test
    void changedPin_usesUpOneTry() throws Exception {
        Token other = reopened(noMore -> Passphrase.copyOf("00000000".toCharArray()));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(other::keys).isInstanceOf(WrongSecretException.class);
        }
        assertThat(shim.hsm().module().find(TokenSelector.label("HSM")).pinState())
                .isEqualTo(PinState.COUNT_LOW);
    }

    /** Opens the token with the right PIN and loses the login; the next PIN is another. */
    private Token reopened(PinSupplier next) throws Exception {
        token.close();
        AtomicInteger asked = new AtomicInteger();
        token =
                shim.hsm()
                        .module()
                        .login(
                                info,
                                which ->
                                        asked.getAndIncrement() == 0
                                                ? SoftHsm.pin()
                                                : next.pin(which));
        lose();
        return token;
    }

    @Test
    void supplierThatHasNoPin_isToldAndAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Token other =
                reopened(
                        which -> {
                            if (asked.getAndIncrement() == 0) {
                                throw new FileException(Reason.FILE_IO, "no PIN today");
                            }
                            return SoftHsm.pin();
                        });
        shim.obey("log -");

        assertThatThrownBy(other::keys)
                .isInstanceOf(FileException.class)
                .hasMessage("no PIN today");
        assertThat(shim.takeLog()).doesNotContain(LOGIN);

        assertThat(other.keys()).hasSize(1);
    }

    @Test
    void pinThatTheCallerKeeps_lostLogin_isTold_andTheTokenLeftAlone() throws Exception {
        token.close();
        token = shim.hsm().login("HSM");
        lose();
        shim.obey("log -");

        assertThatThrownBy(() -> token.keys())
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("the login to token 'HSM'")
                .hasMessageContaining("is lost, and its PIN was not kept");
        assertThat(shim.takeLog()).isEmpty();

        token.close();
        token = shim.hsm().login("HSM");
        assertThat(token.keys()).hasSize(1);
    }

    /** A device error may pass, and this login could not be made again. */
    @Test
    void pinThatTheCallerKeeps_deviceError_keepsTheLogin() throws Exception {
        token.close();
        token = shim.hsm().login("HSM");
        shim.obey("fail C_FindObjectsInit 0x30 1");
        assertThatThrownBy(() -> token.keys()).isInstanceOf(TokenException.class);

        assertThat(token.keys()).hasSize(1);
    }

    @Test
    void manyThreads_oneLosesTheLogin_oneErrorAndOneNewLogin() throws Exception {
        key.wrapUnder(kek);
        supplied.clear();
        shim.obey("fail C_SignInit 0xb3 20");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> errors = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            errors.add(threads.submit(this::errorsOfTenWraps));
        }
        int sum = 0;
        for (Future<Integer> each : errors) {
            sum += each.get();
        }
        threads.shutdown();

        assertThat(sum).isEqualTo(1);
        assertThat(supplied).hasSize(1);
    }

    private int errorsOfTenWraps() throws KeyTransferException {
        int errors = 0;
        for (int i = 0; i < 10; i++) {
            try {
                key.wrapUnder(kek);
            } catch (TokenException e) {
                assertThat(e).hasMessageContaining("C_SignInit: CKR_SESSION_HANDLE_INVALID (0xB3)");
                errors++;
            }
        }
        return errors;
    }

    /** Nothing says so: a search finds no private object any more. */
    @Test
    void loginEndedFromOutside_isMadeAgain() throws Exception {
        logOutFromOutside();

        assertThat(token.rsaKey(KeySelector.label("tenant")).sign(new byte[] {1})).isNotEmpty();
        assertThat(supplied).hasSize(2);
        assertThatThrownBy(() -> token.rsaKey(KeySelector.label("absent")))
                .hasMessageContaining("no private key with label 'absent'");
        assertThat(supplied).hasSize(2);
    }

    @Test
    void loginEndedFromOutside_pinThatTheCallerKeeps_isTold() throws Exception {
        token.close();
        token = shim.hsm().login("HSM");
        logOutFromOutside();

        assertThatThrownBy(() -> token.rsaKey(KeySelector.label("tenant")))
                .isInstanceOfSatisfying(
                        TokenException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_ENDED))
                .hasMessageContaining("was ended from outside");
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void loginEndedFromOutside_whileATokenIsAtWork_isNeverAMissingKey(Work work) throws Exception {
        int failures = 0;
        shim.obey("log -");
        work.on(this);
        int all = shim.takeLog().size();
        for (int at = 1; at <= all; at += Math.max(1, all / MOST_LOGOUTS)) {
            shim.obey("logout - 0 " + at);
            try {
                work.on(this);
            } catch (KeyTransferException e) {
                assertThat(e).as("call " + at).hasMessageContaining(" was ended from outside");
                assertThat(e.reason()).isEqualTo(Reason.LOGIN_ENDED);
                failures++;
            }
            shim.obey();
            assertThat(token.keys()).extracting(KeyInfo::label).contains("tenant");
        }
        if (work.isRepeated) {
            assertThat(failures).isZero();
        }
    }

    private enum Work {
        LIST(true) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                assertThat(test.token.keys())
                        .filteredOn(key -> key.label().equals("tenant"))
                        .extracting(KeyInfo::kind)
                        .containsExactly(KeyObjectKind.PRIVATE);
            }
        },
        FIND(true) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                assertThat(test.token.find(KeySelector.label("tenant")).kind())
                        .isEqualTo(KeyObjectKind.PRIVATE);
            }
        },
        SIGN(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                test.key.sign(new byte[] {1});
            }
        },
        WRAP(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                test.key.wrapUnder(test.kek);
            }
        },
        GENERATE(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                test.token.generate(KeyRequest.wrapping("aes" + test.made++));
            }
        },
        IMPORT(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                RestoreAs as =
                        RestoreAs.tokenKey("copy" + test.made)
                                .withId(new byte[] {1, (byte) test.made++});
                try (TokenKey copy = test.token.importKey(test.key, as)) {
                    assertThat(copy.info().label()).startsWith("copy");
                }
            }
        },
        SEAL(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                KeyRequest aes = KeyRequest.target("aes" + test.made++).ofType(TokenKeyType.AES);
                test.token.seal(test.token.generate(aes));
            }
        },
        PROBE(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                test.token.probe();
            }
        },
        DELETE(false) {
            @Override
            void on(LostLoginTest test) throws KeyTransferException {
                KeyInfo aes = test.token.generate(KeyRequest.wrapping("aes" + test.made++));
                test.token.delete(aes);
            }
        };

        final boolean isRepeated;

        Work(boolean isRepeated) {
            this.isRepeated = isRepeated;
        }

        abstract void on(LostLoginTest test) throws KeyTransferException;
    }

    private void logOutFromOutside() throws Exception {
        try (Session session = token.borrow()) {
            token.module().cryptoki().logout(session.handle());
        }
    }

    /** Others wait for the thread that logs in, not for a session. */
    @Test
    void loginThatHangs_isNamedToWhoWaits() throws Exception {
        lose();
        token.lendBy(SessionPolicy.DEFAULT.waitingAtMost(Duration.ofMillis(100)));
        shim.obey("block C_Login", "log -");
        ExecutorService threads = Executors.newFixedThreadPool(1);
        Future<Integer> stuck = threads.submit(() -> token.keys().size());
        while (!shim.takeLog().contains(LOGIN)) {
            Thread.sleep(10);
        }

        assertThatThrownBy(() -> token.keys())
                .hasMessageContaining(
                        "was not logged in to within 100 ms; not returned: C_Login (thread");
        shim.obey();
        assertThat(stuck.get()).isEqualTo(1);
        threads.shutdown();
    }

    /** With a PIN pad the token asks again. */
    @Test
    void pinPad_lostLogin_isEnteredAgain() throws Exception {
        token.close();
        shim.obey("pinpad 12345678", "log -");
        TokenInfo pad = shim.hsm().module().find(TokenSelector.label("HSM"));
        token = shim.hsm().module().loginAtToken(pad);
        key = token.rsaKey(KeySelector.label("tenant"));
        shim.obey("pinpad 12345678", "log -", "fail C_WrapKey 0xb3 1");
        assertThatThrownBy(() -> key.wrapUnder(kek)).isInstanceOf(TokenException.class);

        assertThat(key.wrapUnder(kek).ciphertext()).isNotEmpty();
        assertThat(shim.takeLog()).filteredOn(LOGIN::equals).hasSize(2);
    }

    private void lose() {
        shim.obey("fail C_FindObjectsInit 0xb3 1");
        assertThatThrownBy(() -> token.keys())
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("CKR_SESSION_HANDLE_INVALID");
        shim.obey();
    }

    private static void isClosed(Passphrase pin) {
        assertThatThrownBy(pin::isEmpty).isInstanceOf(IllegalStateException.class);
    }
}
