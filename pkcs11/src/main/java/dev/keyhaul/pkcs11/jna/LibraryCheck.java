package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Native;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import java.nio.file.Path;

/** Looks at a library before a backend that cannot say what is wrong with it. */
public final class LibraryCheck {
    private LibraryCheck() {}

    /** Returns the Java module that calls native code for this class. */
    public static Module caller() {
        return Native.class.getModule();
    }

    /**
     * Loads the library, for good, and looks for its function table; it is not initialised.
     *
     * @throws NoModuleException when the library cannot be loaded or is no PKCS#11 module
     * @throws CkrException when the module does not give its table
     */
    public static void requireModule(Path library) throws NoModuleException, CkrException {
        NativeModule.load(library);
    }
}
