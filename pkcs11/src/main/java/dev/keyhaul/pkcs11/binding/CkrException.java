package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;
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
    private final boolean ofSizeQuery;
    private final boolean called;

    /** Makes the error from the function's C name and its return value. */
    public CkrException(String function, long code) {
        this(function, code, description(function, code), false);
    }

    /** Makes the error from the function's C name and its return value. */
    public CkrException(String function, Ckr returned) {
        this(function, returned.code());
    }

    private CkrException(String function, long code, String message, boolean ofSizeQuery) {
        this(function, code, message, ofSizeQuery, true);
    }

    private CkrException(
            String function, long code, String message, boolean ofSizeQuery, boolean called) {
        super(message);
        this.function = function;
        this.code = code;
        this.ofSizeQuery = ofSizeQuery;
        this.called = called;
    }

    /**
     * Makes the error of a binding that asked the module for a size first, and relied on it.
     *
     * @param function its C name
     * @param code what it answered
     * @return the error
     */
    public static CkrException afterSizeQuery(String function, long code) {
        Arguments.notNull("function", function);
        return new CkrException(
                function, code, description(function, code), Ckr.BUFFER_TOO_SMALL.is(code));
    }

    /**
     * Makes the error of a function that answered CKR_OK and broke the standard.
     *
     * @param function its C name
     * @param what what it did, such as {@code gave a length of 2^40}
     * @return the error
     */
    public static CkrException violation(String function, String what) {
        Arguments.notNull("function", function, "what", what);
        return new CkrException(
                function,
                Ckr.OK.code(),
                "the module violates PKCS#11: " + function + " " + what,
                false);
    }

    /**
     * Makes the error of a function that answered CKR_OK with a length that cannot be.
     *
     * @param function its C name
     * @param length the length, unsigned
     * @return the error
     */
    public static CkrException impossibleLength(String function, long length) {
        Arguments.notNull("function", function);
        return violation(function, "gave a length of " + number(length));
    }

    /**
     * Makes the error of a function that was not called at all, so it says nothing of the module.
     *
     * @param function its C name
     * @param why why not, such as {@code the module is closed}
     * @return the error
     */
    public static CkrException notCalled(String function, String why) {
        Arguments.notNull("function", function, "why", why);
        return new CkrException(function, Ckr.OK.code(), why, false, false);
    }

    /** Returns the C name of the function. */
    public String function() {
        return function;
    }

    /**
     * Returns the return value: CKR_OK where the function broke the standard, or was not called.
     */
    public long code() {
        return code;
    }

    /** Whether the function answered CKR_OK and broke the standard. */
    public boolean isViolation() {
        return Ckr.OK.is(code) && called;
    }

    /** Whether the function was called. */
    public boolean isOfCall() {
        return called;
    }

    /** Whether the module told a size that was too small, and the binding relied on it. */
    public boolean isOfSizeQuery() {
        return ofSizeQuery;
    }

    /** Returns the message, {@code C_WrapKey: CKR_KEY_UNEXTRACTABLE (0x6A)}. */
    public String description() {
        return String.valueOf(getMessage());
    }

    private static String description(String function, long code) {
        String hex = "0x" + Long.toHexString(code).toUpperCase(Locale.ROOT);
        return function + ": " + Ckr.of(code).map(known -> known + " (" + hex + ")").orElse(hex);
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
