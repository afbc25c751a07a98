package dev.keyhaul.pkcs11.jna;

import static dev.keyhaul.pkcs11.jna.NativeLayout.POINTER;
import static dev.keyhaul.pkcs11.jna.NativeLayout.TRIPLE;
import static dev.keyhaul.pkcs11.jna.NativeLayout.ULONG;
import static dev.keyhaul.pkcs11.jna.NativeLayout.ulong;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * C_GetAttributeValue with room for each value, so that one call is enough for all but very long
 * ones.
 *
 * <p>wolfPKCS11 answers -1, which is no CKR value, for a template with an attribute that the object
 * lacks: then each attribute is read alone, and one that is refused in this way is absent.
 */
record AttributeReader(NativeModule module, long session, long object) {
    private static final int ROOM = 1024;
    private static final Set<Long> NUMBERS = Set.of(Cka.CLASS, Cka.KEY_TYPE, Cka.VALUE_LEN);

    /** What a module may say of a value's length before it is not believed. */
    private static final long MAX_LENGTH = 1 << 20;

    AttributeValues read(long... types) throws CkrException {
        Map<Long, byte[]> values = new LinkedHashMap<>();
        long code = readInto(values, ROOM, types);
        if (Ckr.BUFFER_TOO_SMALL.is(code)) {
            for (long type : types) {
                check(readInto(values, length(type), type));
            }
        } else if (isNoCkr(code) && types.length > 1) {
            readOneByOne(values, types);
        } else {
            check(code);
        }
        return new AttributeValues(values);
    }

    /** Where none can be read, it was no lack of one of them. */
    private void readOneByOne(Map<Long, byte[]> values, long... types) throws CkrException {
        long refusal = Ckr.OK.code();
        for (long type : types) {
            long code = readInto(values, ROOM, type);
            if (isNoCkr(code)) {
                refusal = code;
            } else {
                check(code);
            }
        }
        if (values.isEmpty()) {
            check(refusal);
        }
    }

    private static boolean isNoCkr(long code) {
        return !Ckr.OK.is(code) && Ckr.of(code).isEmpty();
    }

    /** NSS's database reports a number as unavailable unless the room is exactly its length. */
    private static long fitting(long type, long room) {
        return NUMBERS.contains(type) ? ULONG : room;
    }

    private long readInto(Map<Long, byte[]> values, long room, long... types) throws CkrException {
        long array = (long) TRIPLE * types.length;
        try (Memory memory = NativeLayout.allocate(array + room * types.length)) {
            for (int i = 0; i < types.length; i++) {
                Pointer value = memory.share(array + i * room);
                NativeLayout.writeTriple(
                        memory, (long) i * TRIPLE, types[i], value, fitting(types[i], room));
            }
            long code = call(memory, types.length);
            for (int i = 0; i < types.length; i++) {
                long length = NativeLayout.readUlong(memory, (long) i * TRIPLE + ULONG + POINTER);
                if (readable(code) && length != NativeLayout.UNAVAILABLE) {
                    requireRoomFor(length, fitting(types[i], room));
                    values.put(types[i], memory.getByteArray(array + i * room, (int) length));
                }
            }
            return code;
        }
    }

    private static void requireRoomFor(long length, long room) throws CkrException {
        if (length < 0 || length > room) {
            throw CkrException.impossibleLength(CkFunction.C_GetAttributeValue.name(), length);
        }
    }

    private long length(long type) throws CkrException {
        return Math.min(told(type)[0], MAX_LENGTH);
    }

    /**
     * Whether the token states a length. If it refuses all of them together, each is asked alone.
     */
    boolean tellsLength(long... types) throws CkrException {
        try {
            return Arrays.stream(told(types)).anyMatch(length -> length > 0);
        } catch (CkrException e) {
            if (types.length == 1 || !isNoCkr(e.code())) {
                throw e;
            }
            boolean isTold = false;
            for (long type : types) {
                isTold |= tellsLength(type);
            }
            return isTold;
        }
    }

    /** Asks with null pointers for the values: the module has nowhere to write them. */
    private long[] told(long... types) throws CkrException {
        try (Memory memory = NativeLayout.allocate((long) TRIPLE * types.length)) {
            for (int i = 0; i < types.length; i++) {
                NativeLayout.writeTriple(memory, (long) i * TRIPLE, types[i], null, 0);
            }
            check(call(memory, types.length));
            long[] lengths = new long[types.length];
            for (int i = 0; i < types.length; i++) {
                long length = NativeLayout.readUlong(memory, (long) i * TRIPLE + ULONG + POINTER);
                lengths[i] = length == NativeLayout.UNAVAILABLE ? 0 : length;
            }
            return lengths;
        }
    }

    private long call(Pointer attributes, int count) {
        return module.tryCall(
                CkFunction.C_GetAttributeValue,
                ulong(session),
                ulong(object),
                attributes,
                ulong(count));
    }

    /** A missing or sensitive attribute says so in its length; the others are there. */
    private static boolean readable(long code) {
        return Ckr.OK.is(code)
                || Ckr.ATTRIBUTE_SENSITIVE.is(code)
                || Ckr.ATTRIBUTE_TYPE_INVALID.is(code);
    }

    private static void check(long code) throws CkrException {
        if (!readable(code)) {
            throw new CkrException(CkFunction.C_GetAttributeValue.name(), code);
        }
    }
}
