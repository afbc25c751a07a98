package dev.keyhaul.cli.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The process's signals, by {@code sun.misc.Signal} of the module {@code jdk.unsupported}: Java has
 * nothing else that takes one. By reflection, since javac warns of the class and cannot be told not
 * to.
 */
final class Signals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Signals() {}

    /** A signal that is handled here. */
    interface Handled {
        /** Has it do what it did before. */
        void restore();
    }

    /** Whether this JDK can take signals: it has the module. */
    static boolean areTaken() {
        try {
            Class.forName(SIGNAL);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Has a signal call this, on a thread of its own, with the signal's number; empty if the
     * process ignores the signal, or the JVM does not handle it: then nothing changes.
     */
    static Optional<Handled> handle(String name, IntConsumer taker) {
        try {
            Class<?> signalClass = Class.forName(SIGNAL);
            Class<?> handlerClass = Class.forName(HANDLER);
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            int number = (int) signalClass.getMethod("getNumber").invoke(signal);
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            Object ours =
                    Proxy.newProxyInstance(
                            handlerClass.getClassLoader(),
                            new Class<?>[] {handlerClass},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    taker.accept(number);
                                }
                                return null;
                            });
            Object before = handle.invoke(null, signal, ours);
            // A handler of ours is a proxy, which has no equals.
            if (before == handlerClass.getField("SIG_IGN").get(null)) {
                // As of nohup, or of a shell's background.
                handle.invoke(null, signal, before);
                return Optional.empty();
            }
            return Optional.of(() -> restore(handle, signal, before));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void restore(Method handle, Object signal, Object before) {
        try {
            handle.invoke(null, signal, before);
        } catch (IllegalAccessException | InvocationTargetException e) {
            // The handler stays ours, and asks work that has ended to stop: nothing happens.
        }
    }
}
