package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has a library open in this process: the first initialises it, and the last finalises it,
 * whichever of them that is. A C_Finalize by the first would end the sessions of all others.
 *
 * <p>Thread-safe. Static because C_Initialize is the process's.
 */
public final class ModuleUses {
    private static final Map<Path, ModuleUses> ALL = new ConcurrentHashMap<>();

    private final ModuleCalls calls = new ModuleCalls();

    private int count;

    /**
     * Calls C_Finalize when it is closed; null where the application has initialised the library.
     */
    private @Nullable Cryptoki initializer;

    private ModuleUses() {}

    /** Returns those of a library, whatever links lead to it. */
    public static ModuleUses of(Path library) {
        Path real;
        try {
            real = library.toRealPath();
        } catch (IOException e) {
            real = library; // Whoever opens it says what is wrong with it.
        }
        return ALL.computeIfAbsent(real, path -> new ModuleUses());
    }

    public synchronized Cryptoki open(Path library, Backend backend)
            throws NoModuleException, CkrException {
        Cryptoki opened =
                new GatedCryptoki(
                        backend.open(library), new CallGate(calls, "PKCS#11 module " + library));
        if (!opened.shared()) {
            initializer = opened;
        }
        count++;
        return opened;
    }

    public synchronized void close(Cryptoki opened) throws CkrException {
        count--;
        if (opened != initializer) {
            opened.finish();
        }
        if (count == 0 && initializer != null) {
            Cryptoki last = initializer;
            initializer = null;
            last.finish();
        }
    }
}
