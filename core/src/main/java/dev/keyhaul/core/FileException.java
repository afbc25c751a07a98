package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * A file could not be read, written or replaced: it is missing, exists already, or the disk is
 * full.
 */
public final class FileException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error without a next step. */
    public FileException(String message) {
        this(message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public FileException(String message, @Nullable String hint) {
        this(message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public FileException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }
}
