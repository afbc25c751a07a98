package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Native;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import org.jspecify.annotations.Nullable;

/**
 * Whether JNA works in this JVM, asked before anything of it is used: a class that needs it and
 * fails to initialise tells why at its first use alone, and says NoClassDefFoundError ever after.
 */
final class NativeAccess {
    /** What JNA failed with; null if it works. */
    private static final @Nullable LinkageError FAILURE = failure();

    private NativeAccess() {}

    private static @Nullable LinkageError failure() {
        try {
            return Native.POINTER_SIZE > 0 ? null : new LinkageError("no pointers");
        } catch (LinkageError e) {
            return e;
        }
    }

    /** Goes on if JNA works. */
    static void require() throws NoModuleException {
        if (FAILURE != null) {
            throw isDenied(FAILURE)
                    ? NoModuleException.nativeAccessDenied("JNA", FAILURE, Native.class.getModule())
                    : NoModuleException.bindingFailed(
                            "JNA",
                            "name a folder from which code may run in the system property"
                                    + " jna.tmpdir",
                            FAILURE);
        }
    }

    /** By its text: if the application has used JNA before, only that is left of it. */
    private static boolean isDenied(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null
                && (cause.toString().contains("IllegalCallerException") || isDenied(cause));
    }
}
