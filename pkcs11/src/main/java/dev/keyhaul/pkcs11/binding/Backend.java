package dev.keyhaul.pkcs11.binding;

import java.nio.file.Path;

/**
 * A way to call native PKCS#11 modules. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Backend {
    /**
     * Loads the library at an absolute path and initialises the module.
     *
     * @throws NoModuleException when the library cannot be loaded or is no PKCS#11 module
     * @throws CkrException when the module does not initialise
     */
    Cryptoki open(Path library) throws NoModuleException, CkrException;
}
