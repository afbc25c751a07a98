package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module, token or key is missing, ambiguous, failing, or unable to do what was asked.
 *
 * @since 0.1.0
 */
public final class TokenException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** What says nothing of what was asked: the token, the way to it or an object of it is gone. */
    private static final Set<Ckr> NOT_OF_THE_REQUEST =
            EnumSet.of(
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
                    Ckr.CRYPTOKI_NOT_INITIALIZED,
                    Ckr.OBJECT_HANDLE_INVALID,
                    Ckr.KEY_HANDLE_INVALID,
                    Ckr.WRAPPING_KEY_HANDLE_INVALID,
                    Ckr.UNWRAPPING_KEY_HANDLE_INVALID);

    private final Kind kind;

    /** What a program may do about an error. */
    public enum Kind {
        /** There is no such module, token or key. */
        NOT_FOUND,
        /** There is more than one: name it more closely. */
        AMBIGUOUS,
        /** The label or the identifier is taken already. */
        EXISTS,
        /**
         * The module, the token or the way to it failed, the session or the login is lost, or an
         * object was destroyed meanwhile: the same request may well succeed later.
         */
        DEVICE,
        /** The token refuses what was asked, or does it in a way that is not accepted. */
        OTHER
    }

    /** Makes an error that no PKCS#11 function answered. */
    public TokenException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null, Kind.OTHER);
    }

    /**
     * Makes an error with what led to it: that of a PKCS#11 function, where the cause is a {@link
     * CkrException}.
     */
    public TokenException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        this(reason, message, hint, cause, kindOf(cause));
    }

    /** Makes the error that what was asked for is not there, or is there more than once. */
    public TokenException(Reason reason, Kind kind, String message, @Nullable String hint) {
        this(reason, message, hint, null, kind);
    }

    private TokenException(
            Reason reason,
            String message,
            @Nullable String hint,
            @Nullable Throwable cause,
            Kind kind) {
        super(reason, message, hint, cause);
        this.kind = kind;
    }

    private static Kind kindOf(@Nullable Throwable cause) {
        if (cause instanceof CkrException failure) {
            return Ckr.OK.is(failure.code()) || isOfTheToken(failure.code())
                    ? Kind.DEVICE
                    : Kind.OTHER;
        }
        return cause instanceof TokenException token ? token.kind : Kind.OTHER;
    }

    private static boolean isOfTheToken(long code) {
        return Ckr.of(code).filter(NOT_OF_THE_REQUEST::contains).isPresent();
    }

    /** Makes the error of a PKCS#11 function, such as {@code C_WrapKey: CKR_… (0x6A)}. */
    public static TokenException of(CkrException failure) {
        return new TokenException(
                CkrHints.reason(failure), failure.description(), CkrHints.of(failure), failure);
    }

    /** Returns what may be done about it. */
    public Kind kind() {
        return kind;
    }

    /** Returns the C name of the function that failed, where one did. */
    public Optional<String> function() {
        return getCause() instanceof CkrException failure && failure.isOfCall()
                ? Optional.of(failure.function())
                : Optional.empty();
    }

    /** Returns the {@code CKR_…} value that it answered, where one did. */
    public OptionalLong code() {
        return getCause() instanceof CkrException failure && !Ckr.OK.is(failure.code())
                ? OptionalLong.of(failure.code())
                : OptionalLong.empty();
    }
}
