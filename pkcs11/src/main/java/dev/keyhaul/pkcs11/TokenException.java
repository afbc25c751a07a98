package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A module, token or key is missing, ambiguous, failing, or unable to do what was asked. */
public final class TokenException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** What says nothing of what was asked: the token, its session or the way to it failed. */
    private static final long[] NOT_OF_THE_REQUEST = {
        Ckr.HOST_MEMORY,
        Ckr.DEVICE_ERROR,
        Ckr.DEVICE_MEMORY,
        Ckr.DEVICE_REMOVED,
        Ckr.TOKEN_NOT_PRESENT,
        Ckr.TOKEN_WRITE_PROTECTED,
        Ckr.SESSION_CLOSED,
        Ckr.SESSION_HANDLE_INVALID,
        Ckr.SESSION_READ_ONLY,
        Ckr.USER_NOT_LOGGED_IN,
        Ckr.CRYPTOKI_NOT_INITIALIZED
    };

    private final @Nullable CkrException failure;

    /** Makes an error that no PKCS#11 function answered. */
    public TokenException(String message, @Nullable String hint) {
        this(message, hint, null, null);
    }

    /** Makes an error that no PKCS#11 function answered, with what led to it. */
    public TokenException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, cause, null);
    }

    private TokenException(
            String message,
            @Nullable String hint,
            @Nullable Throwable cause,
            @Nullable CkrException failure) {
        super(message, hint, cause);
        this.failure = failure;
    }

    /** Makes the error of a PKCS#11 function, such as {@code C_WrapKey: CKR_… (0x6A)}. */
    public static TokenException of(CkrException failure) {
        return ofCode(failure, failure.description());
    }

    /** Makes the error of a PKCS#11 function that failed while {@code what} was done. */
    static TokenException of(CkrException failure, String what) {
        return ofCode(failure, what + ": " + failure.description());
    }

    private static TokenException ofCode(CkrException failure, String message) {
        long code = failure.code();
        return CkrHints.marked(
                new TokenException(message, CkrHints.orOther(code), failure, failure), code);
    }

    /** Makes the error of a PKCS#11 function whose next step is more than its code tells. */
    static TokenException of(CkrException failure, String what, String hint) {
        return new TokenException(what + ": " + failure.description(), hint, failure, failure);
    }

    /** Returns the same error, saying first what was done when it came up. */
    TokenException during(String what) {
        return failure == null
                ? new TokenException(what + ": " + getMessage(), hint().orElse(null), this)
                : of(failure, what);
    }

    /** The same, where what was done asks for another next step than the code alone. */
    TokenException during(String what, String nextStep) {
        return failure == null ? during(what) : of(failure, what, nextStep);
    }

    /** Returns the C name of the function that failed, where one did. */
    public Optional<String> function() {
        return Optional.ofNullable(failure).map(CkrException::function);
    }

    /** Returns the {@code CKR_…} value that it answered, where one did. */
    public OptionalLong code() {
        return failure == null ? OptionalLong.empty() : OptionalLong.of(failure.code());
    }

    /** Whether the same request may well succeed once the token is reached again. */
    boolean isOfTheToken() {
        return is(NOT_OF_THE_REQUEST);
    }

    /** Whether a function answered one of these. */
    boolean is(long... codes) {
        if (failure == null) {
            return false;
        }
        for (long code : codes) {
            if (failure.code() == code) {
                return true;
            }
        }
        return false;
    }
}
