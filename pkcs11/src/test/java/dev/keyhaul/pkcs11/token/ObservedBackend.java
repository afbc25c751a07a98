package dev.keyhaul.pkcs11.token;

import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls to the real module, since SoftHSM itself does not tell how many sessions are open,
 * and on request changes an answer or fails.
 */
final class ObservedBackend implements Backend {
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<String, InformedLie> lies = new ConcurrentHashMap<>();

    /** What is answered; it asks the module itself, or not. */
    interface Lie {
        Object answer(Callable<Object> module) throws Exception;
    }

    /** The same, by what was asked: it may ask the module for something else. */
    interface InformedLie {
        Object answer(Cryptoki module, Object[] asked) throws Exception;
    }

    /** From now on a method answers something else than the module did. */
    void lie(String method, Lie lie) {
        lieOf(method, (module, asked) -> lie.answer(() -> call(module, method, asked)));
    }

    /** The same for a lie that depends on what was asked. */
    void lieOf(String method, InformedLie lie) {
        lies.put(method, lie);
    }

    void tellTheTruth() {
        lies.clear();
    }

    @Override
    public Cryptoki open(Path library) throws NoModuleException, CkrException {
        Cryptoki real = JnaCryptoki.open(library);
        return (Cryptoki)
                Proxy.newProxyInstance(
                        Cryptoki.class.getClassLoader(),
                        new Class<?>[] {Cryptoki.class},
                        (proxy, method, arguments) -> count(real, method, arguments));
    }

    int openSessions() {
        return calls("openSession") - calls("closeSession");
    }

    int calls(String method) {
        AtomicInteger count = calls.get(method);
        return count == null ? 0 : count.get();
    }

    private @Nullable Object count(Cryptoki real, Method method, Object[] arguments)
            throws Exception {
        InformedLie lie = lies.get(method.getName());
        Object result = lie == null ? call(real, method, arguments) : lie.answer(real, arguments);
        calls.computeIfAbsent(method.getName(), name -> new AtomicInteger()).incrementAndGet();
        return result;
    }

    private static Object call(Cryptoki real, String method, Object[] arguments) throws Exception {
        for (Method known : Cryptoki.class.getMethods()) {
            if (known.getName().equals(method)) {
                return call(real, known, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    private static Object call(Cryptoki real, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
