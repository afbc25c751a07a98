package dev.keyhaul.pkcs11.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of the binding that calls the module passes the gate. */
class CallGateTest {
    private static final String NAME = "token 'HSM'";

    private final ModuleCalls calls = new ModuleCalls();
    private final CallGate ofModule =
            new CallGate(calls, "PKCS#11 module /hsm.so", CallTeller.NOBODY);
    private final CallGate ofToken = ofModule.within(NAME);
    private final List<String> called = new ArrayList<>();
    private final List<String> inside = new ArrayList<>();

    private final Cryptoki module =
            (Cryptoki)
                    Proxy.newProxyInstance(
                            Cryptoki.class.getClassLoader(),
                            new Class<?>[] {Cryptoki.class},
                            (proxy, method, arguments) -> answer(method));

    private @Nullable Object answer(Method method) {
        called.add(method.getName());
        calls.inside(call -> true).forEach(call -> inside.add(call.function()));
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

    @ParameterizedTest
    @MethodSource("functions")
    void call_isInside_whileItRuns(Method function) throws Exception {
        call(new GatedCryptoki(module, ofToken), function);

        assertThat(called).containsExactly(function.getName());
        assertThat(inside).singleElement().asString().startsWith("C_");
        assertThat(calls.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void call_gateOfTheModuleClosed_isNotMade(Method function) {
        ofModule.close();

        assertThatThrownBy(() -> call(new GatedCryptoki(module, ofToken), function))
                .isInstanceOfSatisfying(
                        CkrException.class,
                        e -> {
                            assertThat(e.isOfCall()).isFalse();
                            assertThat(e.isViolation()).isFalse();
                        })
                .hasMessage(NAME + " is closed");

        assertThat(called).isEmpty();
        assertThat(calls.isEmpty()).isTrue();
    }

    /** What asks for a refusal, as a control does, must not take this for one. */
    @Test
    void closed_isNoAnswerOfTheModule() {
        ofToken.close();

        assertThatThrownBy(() -> new GatedCryptoki(module, ofToken).getInfo())
                .isInstanceOfSatisfying(
                        CkrException.class,
                        e -> {
                            TokenException error = TokenException.of(e);
                            assertThat(error).hasMessage(NAME + " is closed");
                            assertThat(error.kind()).isEqualTo(TokenException.Kind.DEVICE);
                            assertThat(error.code()).isEmpty();
                            assertThat(error.function()).isEmpty();
                            assertThat(TokenFailure.isRefusal(error)).isFalse();
                            assertThat(TokenFailure.isOfTheBytes(error)).isFalse();
                        });
    }

    private static void call(Cryptoki cryptoki, Method function) throws Exception {
        Object[] arguments =
                Arrays.stream(function.getParameterTypes()).map(CallGateTest::any).toArray();
        try {
            function.invoke(cryptoki, arguments);
        } catch (InvocationTargetException e) {
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
