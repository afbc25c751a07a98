package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * Ends a child process that a module forked and that came back from the module's function. It is a
 * copy of this process with one thread, and its Java cannot go on: it would report nonsense, and
 * stay.
 */
final class ForkedChild {
    private static final int EXIT_CODE = 1;

    private ForkedChild() {}

    /** Found once, before a module is called; Windows has no fork. */
    private static final class LibC {
        static final Function GETPID = NativeLibrary.getProcess().getFunction("getpid");
        static final Function EXIT = NativeLibrary.getProcess().getFunction("_exit");
        static final int PID = GETPID.invokeInt(new Object[0]);
    }

    /** Notes which process this is; called before the first function of a module. */
    static void note() {
        if (!Platform.isWindows()) {
            isChild();
        }
    }

    /** Ends this process at once, without Java's or the module's exit code, if it is a child. */
    static void endIfOne() {
        if (!Platform.isWindows() && isChild()) {
            LibC.EXIT.invokeVoid(new Object[] {EXIT_CODE});
        }
    }

    private static boolean isChild() {
        return LibC.GETPID.invokeInt(new Object[0]) != LibC.PID;
    }
}
