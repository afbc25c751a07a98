package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Memory;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Functions that give an array of CK_ULONG. */
final class UlongList {
    private static final int OBJECTS_A_CALL = 64;

    /** A list can grow between the question for its size and the question for itself. */
    private static final int ATTEMPTS = 5;

    /** What a module may list before it is not believed. */
    private static final long MAX_COUNT = 1 << 20;

    private UlongList() {}

    /** Asks for the size, then for the list. */
    static long[] of(NativeModule module, CkFunction function, Object argument)
            throws CkrException {
        try (Memory count = NativeLayout.allocate(NativeLayout.ULONG)) {
            long code = Ckr.BUFFER_TOO_SMALL.code();
            for (int i = 0; i < ATTEMPTS && Ckr.BUFFER_TOO_SMALL.is(code); i++) {
                module.call(function, argument, null, count);
                long capacity = believable(function, NativeLayout.readUlong(count, 0));
                try (Memory list = NativeLayout.allocate(capacity * NativeLayout.ULONG)) {
                    code = module.tryCall(function, argument, list, count);
                    if (Ckr.OK.is(code)) {
                        return read(
                                list, atMost(capacity, function, NativeLayout.readUlong(count, 0)));
                    }
                }
            }
            throw new CkrException(function.name(), code);
        }
    }

    /** Takes all objects of a search and ends it, also when it fails. */
    static List<Long> ofObjects(NativeModule module, long session) throws CkrException {
        Object handle = NativeLayout.ulong(session);
        List<Long> found;
        try {
            found = findAll(module, handle);
        } catch (CkrException | RuntimeException e) {
            // The error that matters is the one of the search.
            module.tryCall(CkFunction.C_FindObjectsFinal, handle);
            throw e;
        }
        module.call(CkFunction.C_FindObjectsFinal, handle);
        return found;
    }

    private static List<Long> findAll(NativeModule module, Object session) throws CkrException {
        List<Long> objects = new ArrayList<>();
        try (Memory list = NativeLayout.allocate((long) OBJECTS_A_CALL * NativeLayout.ULONG);
                Memory count = NativeLayout.allocate(NativeLayout.ULONG)) {
            Set<Long> seen = new HashSet<>();
            long found;
            do {
                module.call(
                        CkFunction.C_FindObjects,
                        session,
                        list,
                        NativeLayout.ulong(OBJECTS_A_CALL),
                        count);
                found =
                        atMost(
                                OBJECTS_A_CALL,
                                CkFunction.C_FindObjects,
                                NativeLayout.readUlong(count, 0));
                boolean isNew = found == 0;
                for (long object : read(list, found)) {
                    objects.add(object);
                    isNew |= seen.add(object);
                }
                if (!isNew || objects.size() > MAX_COUNT) {
                    throw CkrException.violation(
                            CkFunction.C_FindObjects.name(),
                            "does not end: it gave " + objects.size() + " objects");
                }
                // Fewer than there was room for are the last: NSS, too, asks modules no further.
            } while (found == OBJECTS_A_CALL);
        }
        return objects;
    }

    static long believable(CkFunction function, long count) throws CkrException {
        return atMost(MAX_COUNT, function, count);
    }

    private static long atMost(long most, CkFunction function, long count) throws CkrException {
        if (count < 0 || count > most) {
            throw CkrException.impossibleLength(function.name(), count);
        }
        return count;
    }

    private static long[] read(Memory list, long count) {
        long[] values = new long[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = NativeLayout.readUlong(list, (long) i * NativeLayout.ULONG);
        }
        return values;
    }
}
