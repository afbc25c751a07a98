package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import java.nio.file.Path;

/**
 * Calls PKCS#11 modules through the IAIK wrapper: {@code Pkcs11Module.load(library, new
 * IaikBackend())}.
 *
 * <p>For houses that have approved that wrapper, and as a second implementation to compare with.
 * JNA stays the default: the wrapper asks a module for the size of each output first, and so cannot
 * wrap on modules that answer it wrongly (NSS softokn). The native part is taken from {@value
 * NativeWrapper#DIRECTORY_PROPERTY} where that is set, else from a copy in a temporary directory
 * that only its owner can read or write. As modules, JDK 24 and later wants {@code
 * --enable-native-access=com.sun.jna,dev.keyhaul.pkcs11.iaik,ipkcs11wrapper}.
 *
 * <p>Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class IaikBackend implements Backend {
    /** Makes the backend; nothing is loaded before the first module is opened. */
    public IaikBackend() {}

    @Override
    public Cryptoki open(Path library) throws NoModuleException, CkrException {
        NativeWrapper.load();
        return IaikCryptoki.open(library);
    }
}
