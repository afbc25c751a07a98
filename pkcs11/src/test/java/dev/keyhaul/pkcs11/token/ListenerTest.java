package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.event.Login;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.event.SessionWait;
import dev.keyhaul.core.event.TokenCall;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.source.SharedTokens;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a listener hears of a token, and when. */
@ExtendWith(RepeatedKeks.class)
class ListenerTest {
    private final List<TokenCall> calls = new CopyOnWriteArrayList<>();
    private final List<String> others = new CopyOnWriteArrayList<>();
    private final List<String> held = new CopyOnWriteArrayList<>();
    private final List<SecretBytes> pins = new CopyOnWriteArrayList<>();
    private final SoftHsm hsm = SoftHsm.create(pinsNoted()).heardBy(new Heard());
    private volatile Runnable onCall = () -> {};
    private volatile Answer answer = method -> null;

    /** What the module answers instead; null for its own answer. */
    private interface Answer {
        @Nullable CkrException at(String method);
    }

    /** Hears everything, and looks at what its thread holds meanwhile. */
    private final class Heard implements OperationListener {
        @Override
        public void tokenCall(TokenCall call) {
            calls.add(call);
            look();
            onCall.run();
        }

        @Override
        public void login(Login login) {
            others.add("login " + login.outcome() + " " + login.again());
            assertThat(login.place()).startsWith("token '");
            look();
        }

        @Override
        public void sessionWait(SessionWait wait) {
            others.add("wait " + wait.given());
            look();
        }

        private void look() {
            ThreadInfo here =
                    ManagementFactory.getThreadMXBean()
                            .getThreadInfo(new long[] {Thread.currentThread().getId()}, true, true)[
                            0];
            Stream.of(here.getLockedMonitors())
                    .map(MonitorInfo::getLockedStackFrame)
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                    .filter(frame -> frame.startsWith("dev.keyhaul"))
                    // The fixture's own, while it loads.
                    .filter(frame -> !frame.contains(".fixture."))
                    .forEach(held::add);
            Stream.of(here.getLockedSynchronizers())
                    .map(LockInfo::getClassName)
                    .filter(name -> !name.contains("ThreadPoolExecutor"))
                    .forEach(held::add);
            if (!pins.stream().allMatch(ListenerTest::isWiped)) {
                held.add("a PIN");
            }
        }
    }

    private static boolean isWiped(SecretBytes pin) {
        try {
            return pin.lengthBytes() < 0;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private Backend pinsNoted() {
        return library -> {
            Cryptoki real = JnaCryptoki.open(library);
            return (Cryptoki)
                    Proxy.newProxyInstance(
                            Cryptoki.class.getClassLoader(),
                            new Class<?>[] {Cryptoki.class},
                            (proxy, method, arguments) -> {
                                Stream.of(arguments == null ? new Object[0] : arguments)
                                        .filter(SecretBytes.class::isInstance)
                                        .map(SecretBytes.class::cast)
                                        .forEach(pins::add);
                                CkrException instead = answer.at(method.getName());
                                if (instead != null) {
                                    throw instead;
                                }
                                try {
                                    return method.invoke(real, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        };
    }

    @AfterEach
    void close() {
        hsm.close();
    }

    private List<String> functions() {
        return calls.stream().map(TokenCall::function).toList();
    }

    /** All that an application does with tokens. */
    @Test
    void events_comeWithoutALockAndAfterSecretsAreWiped() throws Exception {
        try (Token token = hsm.newToken("HSM");
                Token other = hsm.newToken("other")) {
            TokenKey key = token.key(token.generate(KeyRequest.target("tenant")));
            key.wrapUnder(TestKeys.kek());
            key.sign(new byte[1]);
            token.keys();
            token.probe();
            token.protection();
            RecoveryKey recovery = other.recoveryKey(other.generate(KeyRequest.recovery("r")));
            WrappedKey copy = key.wrapUnder(recovery.wrappingKey());
            recovery.restore(
                            copy.ciphertext(),
                            key.description(),
                            RestoreAs.tokenKey("restored").asExtractable())
                    .close();
            try (TokenKey imported = other.importKey(key, RestoreAs.sessionKey())) {
                imported.sign(new byte[1]);
            }
            token.seal(key.info());
            token.delete(key.info());
        }
        assertThat(calls).anyMatch(call -> call.token().orElse("").startsWith("token 'other'"));
        hsm.module().info();
        assertThat(calls.get(calls.size() - 1).token()).isEmpty();
        hsm.module().mechanisms(hsm.module().find(TokenSelector.label("HSM")));
        hsm.module().close();

        assertThat(held).isEmpty();
        assertThat(pins).hasSizeGreaterThan(4);
        assertThat(others).containsExactly("login OK false", "login OK false");
        assertThat(functions()).startsWith("C_Initialize").endsWith("C_Finalize");
        assertThat(new TreeSet<>(functions()))
                .contains(
                        "C_InitToken",
                        "C_InitPIN",
                        "C_Login",
                        "C_GenerateKeyPair",
                        "C_WrapKey",
                        "C_UnwrapKey",
                        "C_Sign",
                        "C_SetAttributeValue",
                        "C_DestroyObject");
        assertThat(calls)
                .filteredOn(call -> call.function().equals("C_UnwrapKey"))
                .extracting(TokenCall::result)
                .containsOnly("ok", "failed");
        assertThat(hsm.module().droppedEvents()).isZero();
    }

    @Test
    void callsOfOneOperation_haveItsNumber() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            TokenKey key = token.key(token.generate(KeyRequest.target("tenant")));
            key.sign(new byte[1]);
            calls.clear();
            key.wrapUnder(TestKeys.kek());
            List<TokenCall> wrap = List.copyOf(calls);
            calls.clear();
            key.sign(new byte[1]);

            assertThat(wrap)
                    .hasSizeGreaterThan(3)
                    .extracting(TokenCall::function)
                    .contains("C_WrapKey");
            assertThat(wrap).extracting(TokenCall::operation).containsOnly(wrap.get(0).operation());
            assertThat(calls)
                    .isNotEmpty()
                    .extracting(TokenCall::operation)
                    .doesNotContain(wrap.get(0).operation());
        }
    }

    @Test
    void operation_isHeardWhenItsSessionIsBack_beforeItReturns() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            token.generate(KeyRequest.target("tenant"));
            calls.clear();
            try (Session session = token.borrow()) {
                token.find(KeySelector.label("tenant"));
                assertThat(session.isOfUser()).isTrue();
                assertThat(calls).isEmpty();
            }
            assertThat(functions()).contains("C_FindObjects", "C_GetSessionInfo");
        }
    }

    /** A listener that blocks does not keep a session, a lock or a login. */
    @Test
    void othersWork_whileTheListenerIsCalled() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            onCall =
                    () -> {
                        onCall = () -> {};
                        try {
                            CompletableFuture.supplyAsync(() -> keys(token))
                                    .get(1, TimeUnit.MINUTES);
                        } catch (Exception e) {
                            held.add(e.toString());
                        }
                    };
            token.keys();
        }
        assertThat(held).isEmpty();
    }

    private static int keys(Token token) {
        try {
            return token.keys().size();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void closeByTheListener_isRefused_andCounted() throws Exception {
        Token token = hsm.newToken("HSM");
        onCall = token::close;
        token.keys();
        onCall = () -> {};

        assertThat(hsm.module().droppedEvents()).isPositive();
        assertThat(token.keys()).isEmpty();
        token.close();
    }

    @Test
    void listenerThatThrows_changesNothing() throws Exception {
        onCall =
                () -> {
                    throw new AssertionError("broken");
                };
        try (Token token = hsm.newToken("HSM")) {
            TokenKey key = token.key(token.generate(KeyRequest.target("tenant")));
            assertThat(key.wrapUnder(TestKeys.kek()).ciphertext()).isNotEmpty();
        }
        assertThat(hsm.module().droppedEvents()).isEqualTo(calls.size());
    }

    @Test
    void wrongPin_isHeardAsRefused() throws Exception {
        hsm.initialize("HSM");
        try (Passphrase wrong = Passphrase.copyOf("87654321x".toCharArray())) {
            assertThatThrownBy(
                            () ->
                                    hsm.module()
                                            .login(
                                                    hsm.module().find(TokenSelector.label("HSM")),
                                                    wrong))
                    .isInstanceOf(WrongSecretException.class);
        }
        assertThat(others).containsExactly("login REFUSED false");
        assertThat(calls)
                .filteredOn(call -> call.function().equals("C_Login"))
                .extracting(TokenCall::result)
                .contains("CKR_PIN_INCORRECT");
        assertThat(held).isEmpty();
    }

    @Test
    void loginBesideAnother_isHeardAsShared() throws Exception {
        try (Token token = hsm.newToken("HSM");
                Token beside = hsm.loginBeside("HSM")) {
            assertThat(token.keys()).isEqualTo(beside.keys());
        }
        assertThat(others).containsExactly("login OK false", "login SHARED false");
    }

    @Test
    void loginThatIsLost_isHeardAgain() throws Exception {
        hsm.initialize("HSM");
        try (Token token =
                hsm.module()
                        .login(
                                hsm.module().find(TokenSelector.label("HSM")),
                                info -> SoftHsm.pin())) {
            answer =
                    method ->
                            method.equals("findObjects")
                                    ? new CkrException(
                                            "C_FindObjectsInit", Ckr.SESSION_HANDLE_INVALID)
                                    : null;
            assertThatThrownBy(token::keys).isInstanceOf(TokenException.class);
            answer = method -> null;
            token.keys();
        }
        assertThat(others).containsExactly("login OK false", "login OK true");
        assertThat(held).isEmpty();
    }

    @Test
    void waitForASession_isHeard_withItsEnd() throws Exception {
        try (Token token = hsm.newToken("HSM")) {
            answer =
                    method ->
                            method.equals("openSession") && isLent(token)
                                    ? new CkrException("C_OpenSession", Ckr.SESSION_COUNT)
                                    : null;
            token.lendBy(SessionPolicy.DEFAULT.waitingAtMost(Duration.ofMillis(1)));
            Session first = token.borrow();
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> keys(token)).join())
                    .hasRootCauseInstanceOf(TokenException.class);
            token.lendBy(SessionPolicy.DEFAULT);
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> keys(token));
            while (token.health().waiting() == 0) {
                Thread.onSpinWait();
            }
            first.close();
            assertThat(waiting.get(1, TimeUnit.MINUTES)).isZero();
        }
        assertThat(others).containsExactly("login OK false", "wait false", "wait true");
        assertThat(held).isEmpty();
    }

    private static boolean isLent(Token token) {
        return token.health().lent() > 0;
    }

    @Test
    void sharedTokens_areHeardWhenNobodyWaitsForThem() throws Exception {
        hsm.initialize("HSM");
        SourceSecrets secrets =
                new SourceSecrets() {
                    @Override
                    public Passphrase password(String of) {
                        throw new AssertionError("no password is needed");
                    }

                    @Override
                    public Passphrase pin(String label) {
                        return SoftHsm.pin();
                    }
                };
        try (SharedTokens tokens =
                        new SharedTokens(
                                (open, uri, given) ->
                                        TokenLease.open(open, none -> hsm.module(), uri, given));
                TokenLease lease =
                        tokens.open(TokenUri.parse(TypedSource.of("pkcs11:token=HSM")), secrets)) {
            assertThat(lease.token().keys()).isEmpty();
        }
        assertThat(functions()).endsWith("C_Finalize");
        assertThat(held).isEmpty();
    }
}
