package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A token with few sessions, which says so or not: two are enough, and threads wait. */
@ExtendWith(RepeatedKeks.class)
class SessionLimitTest {
    private static final int THREADS = 8;
    private static final int WRAPS = 50;

    private final ShimModule shim = ShimModule.create();

    @BeforeEach
    void addTokens() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("tenant").withId(new byte[] {1}),
                        KeyRequest.recovery("r"),
                        KeyRequest.wrapping("aes"));
        shim.hsm().addToken("other", KeyRequest.recovery("r"));
    }

    @AfterEach
    void close() {
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void twoSessions_areEnoughForEverything(ShimStrategy strategy) throws Exception {
        shim.obey(strategy.rule, "sessions - 2");
        try (Token token = shim.hsm().login("HSM");
                Token other = shim.hsm().login("other")) {
            TokenKey key = token.rsaKey(KeySelector.label("tenant"));
            assertThat(token.probe().capabilities()).isEqualTo(token.capabilities());
            key.wrapUnder(TestKeys.kek());
            key.wrapUnder(token.wrappingKey(KeySelector.label("aes")));

            restored(token, other.onlyRecoveryKey());
            restored(token, token.onlyRecoveryKey());
            try (TokenKey imported = other.importKey(key, RestoreAs.sessionKey())) {
                assertThat(imported.sign(new byte[1])).isNotEmpty();
            }
            other.importKey(key, RestoreAs.tokenKey("imported").asExtractable()).close();
            token.seal(key.info());
            token.delete(token.generate(KeyRequest.target("new")));
        }
        shim.obey();
    }

    private static void restored(Token from, RecoveryKey recovery) throws Exception {
        TokenKey key = from.rsaKey(KeySelector.label("tenant"));
        WrappedKey copy = key.wrapUnder(recovery.wrappingKey());
        try (TokenKey drill =
                recovery.restore(
                        copy.ciphertext(), key.description(), RestoreAs.sessionKeyToWrap())) {
            assertThat(drill.sign(new byte[1])).isNotEmpty();
            assertThat(drill.wrapUnder(TestKeys.kek()).ciphertext()).isNotEmpty();
        }
        recovery.restore(
                        copy.ciphertext(),
                        key.description(),
                        RestoreAs.tokenKey("restored").withId(new byte[] {2}))
                .close();
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "4", "6"})
    void manyThreads_waitForEachOther(int limit) throws Exception {
        for (String rule : List.of("sessions - ", "tell-sessions - ")) {
            shim.obey("sessions - " + limit, rule + limit, "log -");
            try (Token token = shim.hsm().login("HSM")) {
                RsaAesWrappingKey kek = TestKeys.kek();
                TokenKey key = token.rsaKey(KeySelector.label("tenant"));
                assertThat(inThreads(() -> key.wrapUnder(kek).ciphertext())).hasSize(WRAPS);
            }
            long opened = shim.takeLog().stream().filter("C_OpenSession"::equals).count();
            // The rehearsal and the controls each end the session that they were in, and copies are
            // looked for in two other slots.
            long most = limit + 4L;
            if (!rule.startsWith("tell")) {
                // Threads that come at once may each be refused once before one has been.
                most += THREADS;
            }
            System.out.println(rule + limit + ": C_OpenSession " + opened + " times");
            assertThat(opened).isBetween((long) limit, most);
        }
        shim.obey();
    }

    @Test
    void oneSession_isRefusedBeforeAnythingIsMade() throws Exception {
        shim.obey("sessions - 1", "log -");
        try (Token token = shim.hsm().login("HSM")) {
            assertThatThrownBy(() -> token.generate(KeyRequest.target("new")))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("grants one session, and two are needed")
                    .hasMessageContaining("C_OpenSession: CKR_SESSION_COUNT (0xB1)");
        }
        assertThat(shim.takeLog()).doesNotContain("C_GenerateKeyPair", "C_CreateObject");
        shim.obey();
    }

    /** Nobody here has one that could come back. */
    @Test
    void noSessionLeftByOthers_isToldAtOnce() throws Exception {
        try (Token token = shim.hsm().login("HSM")) {
            shim.obey("fail C_OpenSession 0xb1 0");

            assertThatThrownBy(token::keys)
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("C_OpenSession: CKR_SESSION_COUNT (0xB1)");
            shim.obey();
            assertThat(token.keys()).isNotEmpty();
        }
    }

    @Test
    void interruptedWait_isAnError() throws Exception {
        shim.obey("sessions - 2");
        try (Token token = shim.hsm().login("HSM");
                Session kept = token.borrow().keep()) {
            assertThat(kept.handle()).isPositive();
            Thread.currentThread().interrupt();

            assertThatThrownBy(token::keys)
                    .isInstanceOfSatisfying(
                            TokenException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED))
                    .hasMessageContaining("interrupted while token 'HSM'");
            assertThat(Thread.interrupted()).isTrue();
        }
        shim.obey();
    }

    private static List<Object> inThreads(Callable<Object> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Object>> results = new ArrayList<>();
            for (int i = 0; i < WRAPS; i++) {
                results.add(threads.submit(call));
            }
            List<Object> all = new ArrayList<>();
            for (Future<Object> result : results) {
                all.add(result.get());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }
}
