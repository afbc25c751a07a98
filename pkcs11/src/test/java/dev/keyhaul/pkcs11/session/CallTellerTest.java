package dev.keyhaul.pkcs11.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.event.TokenCall;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each function of the binding is an event, and those that open something tell no CKR. */
class CallTellerTest {
    /** How much is told of a call: a function that is added to the binding needs a line here. */
    private static final Map<String, Told> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("getInfo", Told.all("C_GetInfo")),
                    Map.entry("getSlotList", Told.all("C_GetSlotList")),
                    Map.entry("getSlotInfo", Told.all("C_GetSlotInfo")),
                    Map.entry("getTokenInfo", Told.all("C_GetTokenInfo")),
                    Map.entry("getMechanismList", Told.all("C_GetMechanismList")),
                    Map.entry("getMechanismInfo", Told.all("C_GetMechanismInfo")),
                    Map.entry("initToken", Told.coarseTime("C_InitToken")),
                    Map.entry("initPin", Told.coarseTime("C_InitPIN")),
                    Map.entry("openSession", Told.all("C_OpenSession")),
                    Map.entry("closeSession", Told.all("C_CloseSession")),
                    Map.entry("sessionState", Told.all("C_GetSessionInfo")),
                    Map.entry("login", Told.coarseTime("C_Login")),
                    Map.entry("logout", Told.all("C_Logout")),
                    Map.entry("createObject", Told.all("C_CreateObject")),
                    Map.entry("copyObject", Told.all("C_CopyObject")),
                    Map.entry("destroyObject", Told.all("C_DestroyObject")),
                    Map.entry("getAttributeValue", Told.all("C_GetAttributeValue")),
                    Map.entry("tellsLength", Told.all("C_GetAttributeValue")),
                    Map.entry("setAttributeValue", Told.all("C_SetAttributeValue")),
                    Map.entry("findObjects", Told.all("C_FindObjects")),
                    Map.entry("encrypt", Told.coarseTime("C_Encrypt")),
                    Map.entry("decrypt", Told.outcome("C_Decrypt")),
                    Map.entry("sign", Told.coarseTime("C_Sign")),
                    Map.entry("generateKey", Told.all("C_GenerateKey")),
                    Map.entry("generateKeyPair", Told.all("C_GenerateKeyPair")),
                    Map.entry("wrapKey", Told.all("C_WrapKey")),
                    Map.entry("unwrapKey", Told.outcome("C_UnwrapKey")),
                    Map.entry("finish", Told.all("C_Finalize")));

    private record Told(String function, boolean ckr, boolean time) {
        static Told all(String function) {
            return new Told(function, true, true);
        }

        static Told coarseTime(String function) {
            return new Told(function, true, false);
        }

        static Told outcome(String function) {
            return new Told(function, false, false);
        }
    }

    private final List<TokenCall> heard = new ArrayList<>();
    private final ModuleCalls calls = new ModuleCalls();
    private final List<Boolean> inside = new ArrayList<>();
    private @Nullable Throwable failure;

    private final CallGate gate =
            new CallGate(
                    calls,
                    "PKCS#11 module /hsm.so",
                    new CallTeller(
                            Path.of("/hsm.so"),
                            Notifier.to(
                                    new OperationListener() {
                                        @Override
                                        public void tokenCall(TokenCall call) {
                                            heard.add(call);
                                            inside.add(!calls.isEmpty());
                                        }
                                    })));

    private final Cryptoki module =
            (Cryptoki)
                    Proxy.newProxyInstance(
                            Cryptoki.class.getClassLoader(),
                            new Class<?>[] {Cryptoki.class},
                            (proxy, method, arguments) -> answer(method));

    private @Nullable Object answer(Method method) throws Throwable {
        if (failure != null) {
            throw failure;
        }
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        return type == long.class ? (Object) 0L : null;
    }

    static List<Method> functions() {
        return Arrays.stream(Cryptoki.class.getMethods())
                .filter(method -> !method.getName().equals("shared"))
                .toList();
    }

    private static Told told(Method function) {
        Told told = FUNCTIONS.get(function.getName());
        assertThat(told).as("how much is told of " + function.getName()).isNotNull();
        return told;
    }

    @Test
    void everyFunction_hasALine() {
        assertThat(functions().stream().map(Method::getName).collect(Collectors.toSet()))
                .isEqualTo(FUNCTIONS.keySet());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void success_isTold_whenTheCallIsOver(Method function) throws Exception {
        call(function);

        Told told = told(function);
        assertThat(heard)
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.module()).isEqualTo("/hsm.so");
                            assertThat(call.function()).isEqualTo(told.function());
                            assertThat(call.succeeded()).isTrue();
                            assertThat(call.result()).isEqualTo(told.ckr() ? "CKR_OK" : "ok");
                        });
        assertThat(inside).containsExactly(false);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void failure_isTold_asFarAsItMayBe(Method function) {
        failure = new CkrException("C_Anything", Ckr.ENCRYPTED_DATA_INVALID);

        assertThatThrownBy(() -> call(function)).isSameAs(failure);

        Told told = told(function);
        assertThat(heard)
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.function()).isEqualTo(told.function());
                            assertThat(call.succeeded()).isFalse();
                            assertThat(call.result())
                                    .isEqualTo(
                                            told.ckr() ? "CKR_ENCRYPTED_DATA_INVALID" : "failed");
                            assertThat(call.duration().equals(Duration.ofMillis(100)))
                                    .isEqualTo(!told.time());
                        });
    }

    /** How it ended must not show by another way either. */
    @ParameterizedTest
    @MethodSource("functions")
    void opening_ofEveryEnd_isTheSameEvent(Method function) {
        if (told(function).ckr()) {
            return;
        }
        for (Throwable end :
                List.of(
                        new CkrException("C_DecryptInit", Ckr.ENCRYPTED_DATA_INVALID),
                        new CkrException("C_Decrypt", 0x41),
                        new CkrException("C_UnwrapKey", 0x80000001L),
                        CkrException.violation("C_UnwrapKey", "gave a length of -1"),
                        new IllegalStateException("binding"),
                        new LinkageError("binding"))) {
            failure = end;
            assertThatThrownBy(() -> call(function)).isSameAs(end);
        }

        assertThat(heard).hasSize(6);
        assertThat(heard)
                .extracting(call -> List.of(call.toString(), call.succeeded(), call.duration()))
                .containsOnly(List.of(heard.get(0).toString(), false, heard.get(0).duration()));
    }

    @Test
    void otherEnds_haveTheirNames() {
        Map<Throwable, String> ends =
                Map.of(
                        new CkrException("C_GetInfo", 0x80000001L),
                        "0x80000001",
                        CkrException.violation("C_GetInfo", "gave a length of -1"),
                        "violation",
                        new IllegalStateException("binding"),
                        "failed");
        ends.forEach(
                (end, result) -> {
                    heard.clear();
                    failure = end;
                    assertThatThrownBy(() -> new GatedCryptoki(module, gate).getInfo())
                            .isSameAs(end);
                    assertThat(heard).extracting(TokenCall::result).containsExactly(result);
                });
    }

    @ParameterizedTest
    @MethodSource("functions")
    void callThatAClosedGateDoesNotMake_isNotTold(Method function) {
        gate.close();

        assertThatThrownBy(() -> call(function)).isInstanceOf(CkrException.class);

        assertThat(heard).isEmpty();
    }

    private void call(Method function) throws Exception {
        Object[] arguments =
                Arrays.stream(function.getParameterTypes()).map(CallTellerTest::any).toArray();
        try {
            function.invoke(new GatedCryptoki(module, gate), arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static @Nullable Object any(Class<?> type) {
        if (type == long.class) {
            return 1L;
        }
        return type == boolean.class ? (Object) true : null;
    }
}
