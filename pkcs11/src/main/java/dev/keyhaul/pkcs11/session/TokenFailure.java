package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The errors of PKCS#11 functions: said with what was being done, and told apart. */
public final class TokenFailure {
    /** What says nothing of the bytes to be unwrapped, but what may be done there. */
    private static final Ckr[] NOT_OF_THE_BYTES = {
        Ckr.FUNCTION_NOT_SUPPORTED,
        Ckr.MECHANISM_INVALID,
        Ckr.MECHANISM_PARAM_INVALID,
        Ckr.KEY_FUNCTION_NOT_PERMITTED,
        Ckr.ATTRIBUTE_READ_ONLY,
        Ckr.ATTRIBUTE_TYPE_INVALID,
        Ckr.ATTRIBUTE_VALUE_INVALID,
        Ckr.TEMPLATE_INCOMPLETE,
        Ckr.TEMPLATE_INCONSISTENT
    };

    /** What a token says of a key's attributes alone, and of nothing that it lacks. */
    private static final Ckr[] OF_THE_GUARD = {
        Ckr.ATTRIBUTE_READ_ONLY,
        Ckr.ATTRIBUTE_SENSITIVE,
        Ckr.ACTION_PROHIBITED,
        Ckr.KEY_FUNCTION_NOT_PERMITTED,
        Ckr.KEY_UNEXTRACTABLE
    };

    /** The next step after a token was caught in doing something else than was asked of it. */
    public static final String HINT = "nothing was written: do not trust what this token wraps";

    /** What a token says of a PIN alone. */
    private static final Ckr[] OF_THE_PIN = {
        Ckr.PIN_INCORRECT, Ckr.PIN_INVALID, Ckr.PIN_LEN_RANGE, Ckr.PIN_EXPIRED, Ckr.PIN_LOCKED
    };

    /** What a token says of an object that it shows to its user alone, when nobody is logged in. */
    private static final Ckr[] OF_THE_LOGIN = {
        Ckr.USER_NOT_LOGGED_IN,
        Ckr.OBJECT_HANDLE_INVALID,
        Ckr.KEY_HANDLE_INVALID,
        Ckr.WRAPPING_KEY_HANDLE_INVALID,
        Ckr.UNWRAPPING_KEY_HANDLE_INVALID
    };

    private TokenFailure() {}

    /** Whether an answer may mean that nobody is logged in any more. */
    static boolean isOfLogin(CkrException failure) {
        return Stream.of(OF_THE_LOGIN).anyMatch(code -> code.is(failure.code()));
    }

    /** Whether a token refused the PIN that it was given. */
    public static boolean isOfPin(CkrException failure) {
        return Stream.of(OF_THE_PIN).anyMatch(code -> code.is(failure.code()));
    }

    /** Makes the error of a PIN that a token refused; the token's state may add how it goes on. */
    public static WrongSecretException ofPin(CkrException failure, String what, String state) {
        TokenException told = TokenException.of(failure);
        return new WrongSecretException(
                told.reason(),
                what + ": " + failure.description() + state,
                told.hint().orElse(null),
                failure);
    }

    /** Makes the error of a token that did something else than was asked of it. */
    public static CheckFailedException lie(String what) {
        return new CheckFailedException(Reason.TOKEN_UNSOUND, what, HINT);
    }

    /** Makes the error of a PKCS#11 function that failed while {@code what} was done. */
    public static TokenException of(CkrException failure, String what) {
        return of(failure, what, TokenException.of(failure).hint().orElse(null));
    }

    /** Makes the error of a PKCS#11 function whose next step is more than its code tells. */
    public static TokenException of(CkrException failure, String what, @Nullable String hint) {
        return new TokenException(
                TokenException.of(failure).reason(),
                what + ": " + failure.description(),
                hint,
                failure);
    }

    /** Makes the error of a module that answers CKR_OK and does something else. */
    public static TokenException violation(String function, String what) {
        return TokenException.of(CkrException.violation(function, what));
    }

    /** Returns the same error, saying first what was done when it came up. */
    public static TokenException during(TokenException e, String what) {
        return e.getCause() instanceof CkrException failure && e.reason() != Reason.LOGIN_ENDED
                ? new TokenException(
                        e.reason(),
                        what + ": " + failure.description(),
                        e.hint().orElse(null),
                        failure)
                : new TokenException(
                        e.reason(), what + ": " + e.getMessage(), e.hint().orElse(null), e);
    }

    /** The same, where what was done asks for another next step than the code alone. */
    public static TokenException during(TokenException e, String what, String nextStep) {
        return e.getCause() instanceof CkrException failure && e.reason() != Reason.LOGIN_ENDED
                ? of(failure, what, nextStep)
                : during(e, what);
    }

    /** Whether it says nothing of what was asked, but of the token or of its module. */
    public static boolean isOfTheToken(TokenException e) {
        return e.kind() == TokenException.Kind.DEVICE;
    }

    /** Whether nothing was called any more, since the token or its module is closed. */
    public static boolean isOfClosed(TokenException e) {
        return e.getCause() instanceof CkrException failure && !failure.isOfCall();
    }

    /** Whether the token said no to what was asked, rather than that it failed. */
    public static boolean isRefusal(TokenException e) {
        return !isOfTheToken(e)
                && !is(e, Ckr.GENERAL_ERROR, Ckr.FUNCTION_FAILED)
                && !isOf(e, "C_DestroyObject");
    }

    /** Whether C_UnwrapKey may have failed for the bytes that it was given. */
    public static boolean isOfTheBytes(TokenException e) {
        return !isOfTheToken(e) && !is(e, NOT_OF_THE_BYTES);
    }

    /** Whether a token refused something because of the attributes of a key. */
    static boolean isOfTheGuard(TokenException e) {
        return is(e, OF_THE_GUARD);
    }

    /** Whether a function answered one of these. */
    public static boolean is(TokenException e, Ckr... codes) {
        return e.code().stream().anyMatch(code -> Stream.of(codes).anyMatch(one -> one.is(code)));
    }

    /** Whether this function failed. */
    public static boolean isOf(TokenException e, String function) {
        return e.function().filter(function::equals).isPresent();
    }
}
