package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.keyhaul.core.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * A PIN in native memory, zeroed when it is closed. A Java array handed to JNA directly would leave
 * a copy in memory that nobody wipes.
 */
final class NativePin implements AutoCloseable {
    private final @Nullable Memory memory;
    private final int length;

    /** Null stands for the token's own PIN pad. */
    NativePin(@Nullable SecretBytes pin) {
        length = pin == null ? 0 : pin.lengthBytes();
        memory = pin == null ? null : copy(pin);
    }

    /** Returns the PIN for a function's argument, or null. */
    @Nullable Pointer pointer() {
        return memory;
    }

    /** Returns its length for a function's argument. */
    Object length() {
        return NativeLayout.ulong(length);
    }

    void wipe() {
        if (memory != null) {
            memory.clear();
        }
    }

    @Override
    public void close() {
        wipe();
        if (memory != null) {
            memory.close();
        }
    }

    private static Memory copy(SecretBytes pin) {
        Memory memory = NativeLayout.allocate(pin.lengthBytes());
        return pin.withRawSecretBytes(
                raw -> {
                    memory.write(0, raw, 0, raw.length);
                    return memory;
                });
    }
}
