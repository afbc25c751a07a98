package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A loaded library and its function table.
 *
 * <p>Functions come from the table, never by symbol: NSS softokn, p11-kit-client and others export
 * the entry point alone.
 */
final class NativeModule {
    private final Map<CkFunction, Function> functions = new EnumMap<>(CkFunction.class);
    private final ReentrantLock turns = new ReentrantLock();
    private volatile boolean serialized;

    /** Held: JNA unloads a library that is garbage, and the table's functions with it. */
    @SuppressWarnings("UnusedVariable")
    private final NativeLibrary library;

    private NativeModule(NativeLibrary library, Pointer table) {
        this.library = library;
        // CK_FUNCTION_LIST begins with a CK_VERSION; the pointers follow.
        long offset = NativeLayout.aligned(2);
        for (CkFunction function : CkFunction.values()) {
            Pointer address = table.getPointer(offset);
            if (address != null) {
                functions.put(function, Function.getFunction(address));
            }
            offset += NativeLayout.POINTER;
        }
    }

    static NativeModule load(Path library) throws NoModuleException, CkrException {
        NativeAccess.require();
        ForkedChild.note();
        NativeLibrary loaded = open(library);
        Pointer table = fromInterface(loaded).orElse(null);
        return new NativeModule(loaded, table == null ? fromFunctionList(loaded) : table);
    }

    /** Calls a function and throws for any answer but CKR_OK. */
    void call(CkFunction function, @Nullable Object... arguments) throws CkrException {
        long code = tryCall(function, arguments);
        if (!Ckr.OK.is(code)) {
            throw new CkrException(function.name(), code);
        }
    }

    /** Calls a function and returns its answer; one that the table lacks is "not supported". */
    long tryCall(CkFunction function, @Nullable Object... arguments) {
        Function target = functions.get(function);
        if (target == null) {
            return Ckr.FUNCTION_NOT_SUPPORTED.code();
        }
        if (serialized) {
            turns.lock();
            try {
                return invoke(target, arguments);
            } finally {
                turns.unlock();
            }
        }
        return invoke(target, arguments);
    }

    /** Lets calls take turns from now on: the module was not told that threads will call. */
    void serialize() {
        serialized = true;
    }

    private static long invoke(Function target, @Nullable Object... arguments) {
        long code =
                NativeLayout.ULONG == 8
                        ? target.invokeLong(arguments)
                        : Integer.toUnsignedLong(target.invokeInt(arguments));
        ForkedChild.endIfOne();
        return code;
    }

    private static NativeLibrary open(Path library) throws NoModuleException {
        try {
            return NativeLibrary.getInstance(library.toString(), openOptions());
        } catch (UnsatisfiedLinkError e) {
            throw new NoModuleException(reason(e), e);
        }
    }

    /**
     * With JNA's default of RTLD_GLOBAL a second module silently gets the first one's functions. On
     * macOS local is not the default either and has a bit of its own. A module is never unloaded
     * (RTLD_NODELETE): it may have threads and exit handlers. The flags of LoadLibraryEx on Windows
     * are left as JNA sets them.
     */
    private static Map<String, Object> openOptions() {
        if (Platform.isWindows()) {
            return Map.of();
        }
        int now = 2;
        int stay = Platform.isMac() ? 0x80 : 0x1000;
        int local = Platform.isMac() ? 4 : 0;
        return Map.of(Library.OPTION_OPEN_FLAGS, now | local | stay);
    }

    /**
     * The dynamic linker's own words: JNA puts a line before them that ends in a colon and names
     * the file alone, and appends a line for each place that it looked at.
     */
    private static String reason(UnsatisfiedLinkError error) {
        return Optional.ofNullable(error.getMessage())
                .flatMap(
                        message ->
                                message.lines()
                                        .map(String::strip)
                                        .filter(line -> !line.isEmpty() && !line.endsWith(":"))
                                        .findFirst())
                .orElse("no reason given");
    }

    /** C_GetInterface(NULL, NULL, …, 0) gives the default interface of PKCS#11 v3 modules. */
    private static Optional<Pointer> fromInterface(NativeLibrary library) {
        Function entry;
        try {
            entry = library.getFunction("C_GetInterface");
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
        try (Memory result = NativeLayout.allocate(NativeLayout.POINTER)) {
            long code = invoke(entry, null, null, result, NativeLayout.ulong(0));
            // CK_INTERFACE: name, function list, flags.
            return Ckr.OK.is(code)
                    ? Optional.ofNullable(result.getPointer(0))
                            .map(found -> found.getPointer(NativeLayout.POINTER))
                    : Optional.empty();
        }
    }

    private static Pointer fromFunctionList(NativeLibrary library)
            throws NoModuleException, CkrException {
        Function entry;
        try {
            entry = library.getFunction(CkFunction.C_GetFunctionList.name());
        } catch (UnsatisfiedLinkError e) {
            throw new NoModuleException(
                    "it exports neither C_GetInterface nor C_GetFunctionList", e);
        }
        PointerByReference result = new PointerByReference();
        long code = invoke(entry, result);
        if (!Ckr.OK.is(code) || result.getValue() == null) {
            throw new CkrException(
                    CkFunction.C_GetFunctionList.name(),
                    Ckr.OK.is(code) ? Ckr.GENERAL_ERROR.code() : code);
        }
        return result.getValue();
    }
}
