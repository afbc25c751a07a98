package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A PIN as the wrapper takes it: one char a byte, handed to the module as those bytes.
 *
 * <p>Zeroed on close. The wrapper's native copy cannot be wiped from here: it frees it as it is.
 */
final class PinChars implements AutoCloseable {
    private final char @Nullable [] chars;

    /** Null stands for the token's own PIN pad. */
    PinChars(@Nullable SecretBytes pin) {
        chars = pin == null ? null : pin.withRawSecretBytes(PinChars::widened);
    }

    /** Returns the PIN for a function's argument, or null. */
    char @Nullable [] chars() {
        return chars;
    }

    @Override
    public void close() {
        if (chars != null) {
            Arrays.fill(chars, '\0');
        }
    }

    /** The wrapper's own conversion to UTF-8 would leave a copy on the heap. */
    static char[] widened(byte[] bytes) {
        char[] chars = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            chars[i] = (char) Byte.toUnsignedInt(bytes[i]);
        }
        return chars;
    }
}
