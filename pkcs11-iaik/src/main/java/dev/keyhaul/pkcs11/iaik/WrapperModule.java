package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.jna.LibraryCheck;
import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import iaik.pkcs.pkcs11.wrapper.PKCS11Implementation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A module that the wrapper has loaded and initialised, and the one way to call it. */
final class WrapperModule {
    /** {@code CKF_OS_LOCKING_OK}: several threads will call, with locks of the operating system. */
    private static final long OS_LOCKING_OK = 2;

    /**
     * The wrapper unloads a library that was garbage-collected, but a module may have threads and
     * exit handlers: so none is ever collected.
     */
    private static final Set<PKCS11Implementation> NEVER_UNLOADED = ConcurrentHashMap.newKeySet();

    private final PKCS11Implementation wrapper;
    private final boolean shared;
    private final @Nullable ReentrantLock turns;
    private volatile boolean closed;

    private WrapperModule(
            PKCS11Implementation wrapper, boolean shared, @Nullable ReentrantLock turns) {
        this.wrapper = wrapper;
        this.shared = shared;
        this.turns = turns;
    }

    /** A function that answers. */
    interface Call<T> {
        T on(PKCS11Implementation wrapper) throws PKCS11Exception;
    }

    /** A function that only does something. */
    interface Step {
        void on(PKCS11Implementation wrapper) throws PKCS11Exception;
    }

    static WrapperModule open(Path library) throws NoModuleException, CkrException {
        // The wrapper crashes the JVM on a library without C_GetFunctionList.
        LibraryCheck.requireModule(library);
        PKCS11Implementation wrapper = load(library);
        long code = initialize(wrapper, threaded());
        ReentrantLock turns = null;
        if (Ckr.ARGUMENTS_BAD.is(code)) {
            // NSS softokn takes no arguments; a module that was not prepared for threads is called
            // by one at a time.
            code = initialize(wrapper, null);
            turns = new ReentrantLock();
        }
        if (!Ckr.OK.is(code) && !Ckr.CRYPTOKI_ALREADY_INITIALIZED.is(code)) {
            throw new CkrException("C_Initialize", code);
        }
        return new WrapperModule(wrapper, Ckr.CRYPTOKI_ALREADY_INITIALIZED.is(code), turns);
    }

    private static PKCS11Implementation load(Path library) throws NoModuleException {
        try {
            PKCS11Implementation wrapper = new PKCS11Implementation(library.toString());
            NEVER_UNLOADED.add(wrapper);
            return wrapper;
        } catch (IOException e) {
            throw new NoModuleException(
                    e.getMessage() == null ? "no reason given" : e.getMessage(), e);
        }
    }

    private static CK_C_INITIALIZE_ARGS threaded() {
        CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
        arguments.flags = OS_LOCKING_OK;
        return arguments;
    }

    private static long initialize(
            PKCS11Implementation wrapper, @Nullable CK_C_INITIALIZE_ARGS arguments) {
        try {
            wrapper.C_Initialize(arguments, false);
            return Ckr.OK.code();
        } catch (PKCS11Exception e) {
            return e.getErrorCode();
        }
    }

    boolean shared() {
        return shared;
    }

    /** Calls the C function of that name. */
    <T> T call(String function, Call<T> call) throws CkrException {
        if (closed) {
            throw new CkrException(function, Ckr.CRYPTOKI_NOT_INITIALIZED);
        }
        if (turns != null) {
            turns.lock();
        }
        try {
            return call.on(wrapper);
        } catch (PKCS11Exception e) {
            throw CkrException.afterSizeQuery(function, e.getErrorCode());
        } finally {
            if (turns != null) {
                turns.unlock();
            }
        }
    }

    /** Calls the C function of that name, which answers nothing. */
    void run(String function, Step step) throws CkrException {
        // An answer that nobody looks at: the call above wants one.
        call(
                function,
                module -> {
                    step.on(module);
                    return true;
                });
    }

    /** C_Finalize, unless the module is shared. */
    void finish() throws CkrException {
        if (!shared) {
            run("C_Finalize", module -> module.C_Finalize(null));
        }
        closed = true;
    }
}
