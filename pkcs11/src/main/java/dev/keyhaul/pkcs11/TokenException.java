package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A module, token or key is missing, ambiguous, failing, or unable to do what was asked.
 *
 * @since 0.1.0
 */
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

    private final Kind kind;
    private final @Nullable CkrException failure;

    /** What a program may do about an error. */
    public enum Kind {
        /** There is no such module, token or key. */
        NOT_FOUND,
        /** There is more than one: name it more closely. */
        AMBIGUOUS,
        /** The label or the identifier is taken already. */
        EXISTS,
        /**
         * The module, the token or the way to it failed, or the session or the login is lost: the
         * same request may well succeed later.
         */
        DEVICE,
        /** The token refuses what was asked, or does it in a way that is not accepted. */
        OTHER
    }

    /** Makes an error that no PKCS#11 function answered. */
    public TokenException(String message, @Nullable String hint) {
        this(message, hint, null, Kind.OTHER, null);
    }

    /** Makes an error that no PKCS#11 function answered, with what led to it. */
    public TokenException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, cause, Kind.OTHER, null);
    }

    /** Makes the error that what was asked for is not there, or is there more than once. */
    public TokenException(Kind kind, String message, @Nullable String hint) {
        this(message, hint, null, kind, null);
    }

    private TokenException(
            String message,
            @Nullable String hint,
            @Nullable Throwable cause,
            Kind kind,
            @Nullable CkrException failure) {
        super(message, hint, cause);
        this.kind = kind;
        this.failure = failure;
    }

    private TokenException(String message, String hint, CkrException failure) {
        this(
                message,
                hint,
                failure,
                failure.isViolation() || isOneOf(failure.code(), NOT_OF_THE_REQUEST)
                        ? Kind.DEVICE
                        : Kind.OTHER,
                failure);
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
        return CkrHints.marked(new TokenException(message, CkrHints.orOther(code), failure), code);
    }

    /** Makes the error of a module that answers CKR_OK and does something else. */
    static TokenException violation(String function, String what) {
        return of(CkrException.violation(function, what));
    }

    /** Makes the error of a PKCS#11 function whose answer says less than this message. */
    static TokenException explaining(CkrException failure, String message, String hint) {
        return new TokenException(message, hint, failure);
    }

    /** Makes the error of a PKCS#11 function whose next step is more than its code tells. */
    static TokenException of(CkrException failure, String what, String hint) {
        return new TokenException(what + ": " + failure.description(), hint, failure);
    }

    /** Returns the same error, saying first what was done when it came up. */
    TokenException during(String what) {
        return failure == null
                ? new TokenException(
                        what + ": " + getMessage(), hint().orElse(null), this, kind, null)
                : of(failure, what);
    }

    /** The same, where what was done asks for another next step than the code alone. */
    TokenException during(String what, String nextStep) {
        return failure == null ? during(what) : of(failure, what, nextStep);
    }

    /** Returns what may be done about it. */
    public Kind kind() {
        return kind;
    }

    /** Returns the C name of the function that failed, where one did. */
    public Optional<String> function() {
        return Optional.ofNullable(failure).map(CkrException::function);
    }

    /** Returns the {@code CKR_…} value that it answered, where one did. */
    public OptionalLong code() {
        return failure == null || failure.isViolation()
                ? OptionalLong.empty()
                : OptionalLong.of(failure.code());
    }

    /** Whether it says nothing of what was asked, but of the token or of its module. */
    boolean isOfTheToken() {
        return kind == Kind.DEVICE;
    }

    /** Whether the token said no to what was asked, rather than that it failed. */
    boolean isRefusal() {
        return !isOfTheToken()
                && !is(Ckr.GENERAL_ERROR, Ckr.FUNCTION_FAILED)
                && function().filter("C_DestroyObject"::equals).isEmpty();
    }

    /** Whether a function answered one of these. */
    boolean is(long... codes) {
        return failure != null && isOneOf(failure.code(), codes);
    }

    private static boolean isOneOf(long code, long... codes) {
        return Arrays.stream(codes).anyMatch(one -> one == code);
    }
}
