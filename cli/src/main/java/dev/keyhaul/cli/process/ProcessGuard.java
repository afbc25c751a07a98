package dev.keyhaul.cli.process;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A PKCS#11 module is foreign code in this process: one that calls {@code exit(0)} would make an
 * unfinished command look successful. So a handler for {@code exit} is registered with the C
 * library: it prints what happened, and ends the process with our exit code. When Java itself ends
 * the process, in whatever way, a shutdown hook tells it to keep Java's code.
 *
 * <p>The same code is that of {@code abort()}, and of a crash: the JVM's launcher has a crash send
 * SIGURG, which nothing else sends here and which does nothing unless it is guarded. On Linux with
 * glibc alone; {@code _exit(0)} cannot be seen from inside.
 */
public final class ProcessGuard {
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");
    private static final int SIGABRT = 6;
    private static final int SIGURG = 23;
    private static final int IOLBF = 1;
    private static final int LINE = 1024;
    private static final String MESSAGE =
            "native code, most likely the PKCS#11 module, ended this process; anything that was not reported as done may be unfinished";

    private final NativeLibrary process = NativeLibrary.getProcess();
    private final Memory message;
    private final Memory lineBuffer = new Memory(LINE);

    private ProcessGuard() {
        byte[] text = (MESSAGE + "\0").getBytes(StandardCharsets.UTF_8);
        message = new Memory(text.length);
        message.write(0, text, 0, text.length);
    }

    /**
     * Guards from now on. Called again when a module is loaded, it comes before what the module
     * itself does at {@code exit}.
     *
     * @param exitCode the code of a process that native code ends
     */
    public static synchronized void raise(int exitCode) {
        if (!isGlibc()) {
            return;
        }
        StandardOutput.ofProcess().leaveToData();
        OfProcess.GUARD.guardExit(exitCode);
    }

    /** There is one, made when it is first needed. */
    private static final class OfProcess {
        static final ProcessGuard GUARD = make();

        private static ProcessGuard make() {
            ProcessGuard guard = new ProcessGuard();
            guard.writeWholeLines();
            guard.guardSignals();
            Runtime.getRuntime().addShutdownHook(new Thread(guard::letJavaEnd, "process-guard"));
            return guard;
        }
    }

    private static boolean isGlibc() {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !ARCHITECTURES.contains(System.getProperty("os.arch", ""))) {
            return false;
        }
        try {
            NativeLibrary.getProcess().getFunction("gnu_get_libc_version");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** The last that was registered is called first: the message, then the end. */
    private void guardExit(int exitCode) {
        atExit("_exit", new Pointer(exitCode));
        atExit("warnx", message);
    }

    private void atExit(String function, Pointer argument) {
        function("__cxa_atexit").invokeInt(new Object[] {function(function), argument, null});
    }

    /**
     * The C library's standard error writes a line at a time from now on: a crash's report, which
     * another thread prints, would else split the message.
     */
    private void writeWholeLines() {
        Pointer standardError = process.getGlobalVariableAddress("stderr").getPointer(0);
        function("setvbuf").invokeInt(new Object[] {standardError, lineBuffer, IOLBF, (long) LINE});
    }

    private void guardSignals() {
        for (int signal : new int[] {SIGABRT, SIGURG}) {
            function("signal").invokePointer(new Object[] {signal, function("exit")});
        }
    }

    /** {@code on_exit} hands on the code that {@code exit} was called with. */
    private void letJavaEnd() {
        function("on_exit").invokeInt(new Object[] {function("_exit"), null});
    }

    private Function function(String name) {
        return process.getFunction(name);
    }
}
