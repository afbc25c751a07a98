package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Memory;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;

/** Who called C_Initialize, and so who calls C_Finalize. */
enum Initialization {
    /** We did. */
    BY_US,
    /** The application that embeds this library had done it before. */
    BY_ANOTHER;

    /** {@code CKF_OS_LOCKING_OK}: several threads will call, with locks of the operating system. */
    private static final long OS_LOCKING_OK = 2;

    static Initialization of(NativeModule module) throws CkrException {
        long code = initializeThreaded(module);
        if (Ckr.ARGUMENTS_BAD.is(code)) {
            // NSS softokn wants its own parameter string or no arguments at all; it locks anyway,
            // but others that know no arguments may not, so calls take turns from here.
            module.serialize();
            code = module.tryCall(CkFunction.C_Initialize, (Object) null);
        }
        if (Ckr.CRYPTOKI_ALREADY_INITIALIZED.is(code)) {
            return BY_ANOTHER;
        }
        if (!Ckr.OK.is(code)) {
            throw new CkrException(CkFunction.C_Initialize.name(), code);
        }
        return BY_US;
    }

    /** CK_C_INITIALIZE_ARGS: four mutex callbacks, flags, a reserved pointer. */
    private static long initializeThreaded(NativeModule module) {
        long flags = 4L * NativeLayout.POINTER;
        long size = flags + NativeLayout.ULONG + NativeLayout.POINTER;
        try (Memory arguments = NativeLayout.allocate(size)) {
            NativeLayout.writeUlong(arguments, flags, OS_LOCKING_OK);
            return module.tryCall(CkFunction.C_Initialize, arguments);
        }
    }
}
