package dev.keyhaul.pkcs11.binding;

import java.util.Locale;

/** A PKCS#11 function answered something else than CKR_OK. */
public final class CkrException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String function;
    private final long code;

    /** Makes the error from the function's C name and its return value. */
    public CkrException(String function, long code) {
        super(description(function, code));
        this.function = function;
        this.code = code;
    }

    /** Returns the C name of the function. */
    public String function() {
        return function;
    }

    /** Returns the return value. */
    public long code() {
        return code;
    }

    /** Returns the message, {@code C_WrapKey: CKR_KEY_UNEXTRACTABLE (0x6A)}. */
    public String description() {
        return description(function, code);
    }

    private static String description(String function, long code) {
        String hex = "0x" + Long.toHexString(code).toUpperCase(Locale.ROOT);
        return function + ": " + Ckr.name(code).map(name -> name + " (" + hex + ")").orElse(hex);
    }
}
