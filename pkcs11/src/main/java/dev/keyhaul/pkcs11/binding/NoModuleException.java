package dev.keyhaul.pkcs11.binding;

/**
 * A file cannot be loaded, or is no PKCS#11 module.
 *
 * @since 0.1.0
 */
public final class NoModuleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Makes the error with what was wrong, in lower case and without the file's name. */
    public NoModuleException(String message, Throwable cause) {
        super(message, cause);
    }
}
