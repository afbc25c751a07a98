package dev.keyhaul.pkcs11.binding;

import java.util.Locale;

/**
 * A PKCS#11 function answered something else than CKR_OK; or it answered CKR_OK with what the
 * standard does not allow, such as a length beyond the buffer that it was given.
 *
 * @since 0.1.0
 */
public final class CkrException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String function;
    private final long code;

    /** Makes the error from the function's C name and its return value. */
    public CkrException(String function, long code) {
        this(function, code, description(function, code));
    }

    private CkrException(String function, long code, String message) {
        super(message);
        this.function = function;
        this.code = code;
    }

    /**
     * Makes the error of a function that answered CKR_OK and broke the standard.
     *
     * @param function its C name
     * @param what what it did, such as {@code gave a length of 2^40}
     * @return the error
     */
    public static CkrException violation(String function, String what) {
        return new CkrException(
                function, Ckr.OK, "the module violates PKCS#11: " + function + " " + what);
    }

    /**
     * Makes the error of a function that answered CKR_OK with a length that cannot be.
     *
     * @param function its C name
     * @param length the length, unsigned
     * @return the error
     */
    public static CkrException impossibleLength(String function, long length) {
        return violation(function, "gave a length of " + number(length));
    }

    /** Returns the C name of the function. */
    public String function() {
        return function;
    }

    /** Returns the return value: CKR_OK where the function broke the standard. */
    public long code() {
        return code;
    }

    /** Whether the function answered CKR_OK and broke the standard. */
    public boolean isViolation() {
        return code == Ckr.OK;
    }

    /** Returns the message, {@code C_WrapKey: CKR_KEY_UNEXTRACTABLE (0x6A)}. */
    public String description() {
        return String.valueOf(getMessage());
    }

    private static String description(String function, long code) {
        String hex = "0x" + Long.toHexString(code).toUpperCase(Locale.ROOT);
        return function + ": " + Ckr.name(code).map(name -> name + " (" + hex + ")").orElse(hex);
    }

    /** Powers of two as such, and CK_UNAVAILABLE_INFORMATION as it is usually written. */
    private static String number(long unsigned) {
        if (unsigned == -1) {
            return "-1";
        }
        return Long.bitCount(unsigned) == 1
                ? "2^" + Long.numberOfTrailingZeros(unsigned)
                : Long.toUnsignedString(unsigned);
    }
}
