package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.keyhaul.pkcs11.binding.Version;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How PKCS#11 lays out memory here: CK_ULONG has 8 bytes on 64-bit Unix and 4 on Windows, where
 * structures are packed to 1.
 */
final class NativeLayout {
    static final int ULONG = Native.LONG_SIZE;
    static final int POINTER = Native.POINTER_SIZE;

    /** CK_ATTRIBUTE and CK_MECHANISM: a CK_ULONG, a pointer, a CK_ULONG. */
    static final int TRIPLE = ULONG + POINTER + ULONG;

    /** CK_UNAVAILABLE_INFORMATION, as {@link #readUlong} reads it. */
    static final long UNAVAILABLE = ULONG == 8 ? -1L : 0xffff_ffffL;

    private NativeLayout() {}

    /** Returns {@code offset} rounded up to where a CK_ULONG or a pointer may stand. */
    static int aligned(int offset) {
        return Platform.isWindows() ? offset : (offset + ULONG - 1) / ULONG * ULONG;
    }

    /** Returns a CK_ULONG as a function's argument. */
    static Object ulong(long value) {
        return ULONG == 8 ? (Object) value : (Object) (int) value;
    }

    static long readUlong(Pointer memory, long offset) {
        return ULONG == 8 ? memory.getLong(offset) : Integer.toUnsignedLong(memory.getInt(offset));
    }

    static void writeUlong(Pointer memory, long offset, long value) {
        if (ULONG == 8) {
            memory.setLong(offset, value);
        } else {
            memory.setInt(offset, (int) value);
        }
    }

    static void writeTriple(
            Pointer memory, long offset, long type, @Nullable Pointer value, long length) {
        writeUlong(memory, offset, type);
        memory.setPointer(offset + ULONG, value);
        writeUlong(memory, offset + ULONG + POINTER, length);
    }

    static Version readVersion(Pointer memory, long offset) {
        return new Version(
                Byte.toUnsignedInt(memory.getByte(offset)),
                Byte.toUnsignedInt(memory.getByte(offset + 1)));
    }

    /** Reads text padded with blanks; some modules pad with zeros instead. */
    static String readText(Pointer memory, long offset, int length) {
        String padded = new String(memory.getByteArray(offset, length), StandardCharsets.UTF_8);
        int zero = padded.indexOf('\0');
        return (zero < 0 ? padded : padded.substring(0, zero)).stripTrailing();
    }

    /** Allocates zeroed memory; JNA's own may hold old contents, and its size may not be zero. */
    static Memory allocate(long size) {
        Memory memory = new Memory(Math.max(size, 1));
        memory.clear();
        return memory;
    }
}
