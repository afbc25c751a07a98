package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call that does not come back holds up who needs its session, and nobody else. */
@ExtendWith(RepeatedKeks.class)
class StuckCallTest {
    private static final SessionPolicy SHORT =
            SessionPolicy.DEFAULT
                    .waitingAtMost(Duration.ofMillis(100))
                    .closingWithin(Duration.ofMillis(100));
    private static final String STUCK = "C_WrapKey (thread 'stuck', since 20";

    private final ShimModule shim = ShimModule.create();
    private final ExecutorService others =
            Executors.newCachedThreadPool(work -> new Thread(work, "stuck"));
    private final RsaAesWrappingKey kek = TestKeys.kek();

    private Pkcs11Module module;
    private Token token;
    private TokenKey key;

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        module = shim.hsm().module();
        token = shim.hsm().login("HSM");
        key = token.rsaKey(KeySelector.label("tenant"));
        key.wrapUnder(kek);
    }

    @AfterEach
    void close() {
        shim.obey();
        others.shutdown();
        token.close();
        shim.close();
    }

    /** Blocks a thread in C_WrapKey. */
    private Future<byte[]> stuck() throws Exception {
        shim.obey("block C_WrapKey");
        Future<byte[]> stuck = others.submit(() -> key.wrapUnder(kek).ciphertext());
        await(() -> isInside("C_WrapKey"));
        return stuck;
    }

    private boolean isInside(String function) {
        return token.health().calls().stream().anyMatch(call -> call.function().equals(function));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void close_withACallInside_saysWhich_andTheModuleStaysOursAndCanBeOpenedAgain()
            throws Exception {
        module.lendBy(SHORT);
        token.lendBy(SHORT);
        Future<byte[]> stuck = stuck();

        assertThatThrownBy(token::close)
                .isInstanceOf(KeyTransferException.Unchecked.class)
                .hasMessageStartingWith("token 'HSM'")
                .hasMessageContaining("is closed, but still inside its module: " + STUCK)
                .satisfies(StuckCallTest::hasHint);
        assertThatThrownBy(module::close)
                .isInstanceOf(KeyTransferException.Unchecked.class)
                .hasMessageStartingWith("PKCS#11 module " + module.path())
                .hasMessageContaining("is closed but stays initialised: still inside it: " + STUCK);
        token.close();
        module.close();

        try (Pkcs11Module again = Pkcs11Module.load(module.path());
                Passphrase pin = SoftHsm.pin();
                Token open = again.login(again.find(TokenSelector.label("HSM")), pin)) {
            assertThat(again.isShared()).isTrue();
            TokenKey same = open.rsaKey(KeySelector.label("tenant"));
            assertThat(same.sign(new byte[] {1})).isNotEmpty();

            shim.obey();
            assertEndsByClose(stuck);
            assertThat(same.wrapUnder(kek).ciphertext()).isNotEmpty();
        }
        try (Pkcs11Module anew = Pkcs11Module.load(module.path())) {
            assertThat(anew.isShared()).as("it was finalised at last").isFalse();
        }
    }

    private static void hasHint(Throwable error) {
        assertThat(((KeyTransferException) error.getCause()).hint().orElseThrow())
                .contains("the module can be opened again");
    }

    private static void assertEndsByClose(Future<?> call) {
        assertThatThrownBy(() -> call.get(1, TimeUnit.MINUTES))
                .cause()
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("token 'HSM'")
                .hasMessageEndingWith("is closed");
    }

    /** The module is closed first: that closes its tokens. */
    @Test
    void closeOfTheModule_closesItsTokens_andWaitsForTheCallsInThem() throws Exception {
        Future<byte[]> stuck = stuck();
        Future<?> closing = others.submit(module::close);
        await(() -> !token.health().isOpen());
        assertThat(closing.isDone()).isFalse();

        shim.obey("log -");
        closing.get(1, TimeUnit.MINUTES);

        assertEndsByClose(stuck);
        assertThat(shim.takeLog()).endsWith("C_Finalize");
        assertThatThrownBy(() -> token.keys()).hasMessageEndingWith("is closed");
    }

    @Test
    void close_closesSessionsThatAreLent_whereNoCallIsInside() throws Exception {
        try (Session kept = others.submit(() -> token.borrow().keep()).get()) {
            int sessions = token.health().sessions();
            shim.obey("log -");
            token.close();
            assertThat(shim.takeLog()).filteredOn("C_CloseSession"::equals).hasSize(sessions);
            assertThatThrownBy(() -> kept.find(Templates.named("tenant")))
                    .isInstanceOf(TokenException.class)
                    .hasMessageEndingWith("is closed");
            shim.obey("log -");
        }
        assertThat(shim.takeLog()).as("another session may have the handle").isEmpty();
    }

    @Test
    void close_fromAThreadThatWorksWithTheToken_isRefused() throws Exception {
        try (Session session = token.borrow()) {
            assertThat(session.handle()).isPositive();
            for (Runnable close : List.<Runnable>of(token::close, module::close)) {
                assertThatThrownBy(close::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be closed by a thread that works with it");
            }
        }
        assertThat(token.keys()).hasSize(1);
    }

    @Test
    void close_byThePinSupplier_isRefused() throws Exception {
        TokenInfo info = token.info();
        token.close();

        assertThatThrownBy(
                        () ->
                                module.login(
                                        info,
                                        asked -> {
                                            module.close();
                                            return SoftHsm.pin();
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be closed by a thread that works with it");

        assertThat(module.tokens()).isNotEmpty();
    }

    /** Two sessions, both in use: the third thread waits until the token is closed. */
    @Test
    void close_endsTheWaitForASession() throws Exception {
        reopenWithSessions(2);
        try (Session kept = token.borrow().keep()) {
            assertThat(kept.handle()).isPositive();
            Future<?> waiting = others.submit(() -> token.keys());
            await(() -> token.health().waiting() == 1);

            token.close();

            assertEndsByClose(waiting);
        }
    }

    private void reopenWithSessions(int most) throws Exception {
        token.close();
        shim.obey("sessions - " + most);
        token = shim.hsm().login("HSM");
        key = token.rsaKey(KeySelector.label("tenant"));
        key.wrapUnder(kek);
    }

    @Test
    void waitInVain_saysWhichCallsHoldTheSessionsSinceWhen() throws Exception {
        reopenWithSessions(2);
        token.lendBy(SHORT);
        shim.obey("sessions - 2", "block C_WrapKey");
        Future<byte[]> stuck = others.submit(() -> key.wrapUnder(kek).ciphertext());
        await(() -> isInside("C_WrapKey"));

        assertThatThrownBy(() -> token.keys())
                .isInstanceOfSatisfying(
                        TokenException.class,
                        e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.DEVICE))
                .hasMessageStartingWith("token 'HSM'")
                .hasMessageContaining("had no free session within 100 ms; in use: " + STUCK);
        assertThat(token.health().lastError().orElseThrow()).contains("had no free session");

        shim.obey("sessions - 2");
        assertThat(stuck.get()).isNotEmpty();
        assertThat(token.keys()).hasSize(1);
    }

    /** A token that would give more. */
    @Test
    void atMost_limitsTheSessions() throws Exception {
        token.close();
        module.lendBy(SHORT.atMost(2));
        token = module.login(module.find(TokenSelector.label("HSM")), info -> SoftHsm.pin());
        key = token.rsaKey(KeySelector.label("tenant"));
        key.wrapUnder(kek);
        Future<byte[]> stuck = stuck();

        assertThatThrownBy(() -> token.keys())
                .hasMessageContaining("had no free session within 100 ms; in use: " + STUCK);
        assertThat(token.health().sessions()).isEqualTo(2);

        token.lendBy(SHORT.atMost(3));
        assertThat(token.keys()).hasSize(1);
        assertThat(token.health().sessions()).isEqualTo(3);
        shim.obey();
        assertThat(stuck.get()).isNotEmpty();
        assertThat(SHORT.atMost(3)).hasToString("SessionPolicy[PT0.1S, FAIL, PT0.1S, at most 3]");
        assertThat(SHORT.atMost(3)).isNotEqualTo(SHORT).isEqualTo(SHORT.atMost(3));
        assertThatThrownBy(() -> SHORT.atMost(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 sessions are too few");
    }

    @Test
    void failFast_failsTheOthersAtOnce_untilASessionComesBack() throws Exception {
        reopenWithSessions(2);
        Session kept = others.submit(() -> token.borrow().keep()).get();
        token.lendBy(SHORT.then(SessionPolicy.AfterWait.FAIL_FAST));
        assertThatThrownBy(() -> token.keys())
                .hasMessageContaining("within 100 ms; in use: no call (thread 'stuck', since 20");
        token.lendBy(SessionPolicy.DEFAULT.then(SessionPolicy.AfterWait.FAIL_FAST));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> token.keys()).hasMessageContaining("had no free session");
        }
        kept.close();
        assertThat(token.keys()).hasSize(1);
    }

    /** What is stuck at the first use of a wrap holds up other first uses, and not for ever. */
    @Test
    void firstUse_thatIsStuck_isNotWaitedForForEver() throws Exception {
        token.close();
        token = shim.hsm().login("HSM");
        key = token.rsaKey(KeySelector.label("tenant"));
        token.lendBy(SHORT);
        Future<byte[]> stuck = stuck();
        await(() -> isInside("C_WrapKey"));

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("had no free session within 100 ms; in use: " + STUCK);

        assertThat(key.sign(new byte[] {1})).isNotEmpty();
        shim.obey();
        assertThat(stuck.get()).isNotEmpty();
    }

    @Test
    void health_showsWhatTheTokenIsAt() throws Exception {
        TokenHealth idle = token.health();
        assertThat(idle.isOpen()).isTrue();
        assertThat(idle.logins()).isEqualTo(1);
        assertThat(idle.lastLogin()).isPresent();
        assertThat(idle.lent()).isZero();
        assertThat(idle.calls()).isEmpty();
        assertThat(idle.lastError()).isEmpty();
        assertThat(idle.sessions()).isPositive();

        Future<byte[]> stuck = stuck();

        TokenHealth busy = token.health();
        assertThat(busy.lent()).isEqualTo(1);
        assertThat(busy.sessions()).as("the one at work, and that of the login").isEqualTo(2);
        assertThat(busy.calls())
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.function()).isEqualTo("C_WrapKey");
                            assertThat(call.thread()).isEqualTo("stuck");
                        });
        shim.obey("fail C_SignInit 0xb3 1");
        assertThatThrownBy(() -> stuck.get()).hasMessageContaining("CKR_SESSION_HANDLE_INVALID");
        assertThat(token.health().lastError().orElseThrow())
                .isEqualTo("C_SignInit: CKR_SESSION_HANDLE_INVALID (0xB3)");
        assertThat(token.health().lastErrorTime()).isPresent();
        assertThat(token.health().sessions()).isZero();
        token.close();
        assertThat(token.health().isOpen()).isFalse();
    }

    /** Others wait for one login, each in its turn: none of them is behind a monitor. */
    @Test
    void login_thatIsStuck_closeEndsTheOthers() throws Exception {
        token.close();
        List<Callable<Object>> calls = new ArrayList<>();
        token = module.login(module.find(TokenSelector.label("HSM")), info -> SoftHsm.pin());
        token.lendBy(SHORT.waitingAtMost(Duration.ofMinutes(1)));
        shim.obey("fail C_FindObjectsInit 0xb3 1");
        assertThatThrownBy(() -> token.keys()).isInstanceOf(TokenException.class);
        shim.obey("block C_Login");
        calls.add(() -> token.keys());
        Future<Object> stuck = others.submit(calls.get(0));
        await(() -> isInside("C_Login"));
        Future<Object> waiting = others.submit(calls.get(0));
        await(() -> token.health().waiting() == 1);

        assertThatThrownBy(token::close).hasMessageContaining("C_Login (thread 'stuck', since 20");

        assertEndsByClose(waiting);
        shim.obey();
        assertEndsByClose(stuck);
    }
}
