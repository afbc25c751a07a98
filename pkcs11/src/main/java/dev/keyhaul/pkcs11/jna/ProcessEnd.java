package dev.keyhaul.pkcs11.jna;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Ends the process although a module is stuck. When Java ends, the C library runs the destructors
 * of all modules: beside a call that is still inside, they wait for it, or crash.
 */
public final class ProcessEnd {
    /** Where a handler of {@code exit} does not learn the code, a signal ends the process. */
    private static final int ALARM_SECONDS = 10;

    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    private ProcessEnd() {}

    /**
     * Leaves the destructors out when Java ends and a call is inside a module then. The first
     * caller decides for the process.
     *
     * @param inside whether a call is inside
     */
    public static void withoutDestructorsIf(BooleanSupplier inside) {
        if (Platform.isWindows() || HOOKED.getAndSet(true)) {
            return;
        }
        Thread hook =
                new Thread(
                        () -> {
                            if (inside.getAsBoolean()) {
                                leaveOut();
                            }
                        },
                        "keyhaul-end");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Java ends already.
        }
    }

    /**
     * The handler that was registered last runs first, and {@code on_exit} hands on the code that
     * {@code exit} was called with. glibc alone has it; others end by SIGALRM, if they have to.
     */
    private static void leaveOut() {
        NativeLibrary process = NativeLibrary.getProcess();
        try {
            process.getFunction("on_exit")
                    .invokeInt(new Object[] {process.getFunction("_exit"), null});
        } catch (UnsatisfiedLinkError e) {
            process.getFunction("alarm").invokeInt(new Object[] {ALARM_SECONDS});
        }
    }
}
