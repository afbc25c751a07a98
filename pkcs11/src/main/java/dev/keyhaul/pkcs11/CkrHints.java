package dev.keyhaul.pkcs11;

import static java.util.Map.entry;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Map;

/** The next step for each return value that an operator meets. */
final class CkrHints {
    private static final String SESSION_LOST =
            "the session is gone: its token was removed or reset, or the connection broke; try again";

    private static final Map<Long, String> HINTS =
            Map.ofEntries(
                    entry(Ckr.OK, "do not use what this module made; report it to its vendor"),
                    entry(
                            Ckr.GENERAL_ERROR,
                            "the module gives no details; look at the log of the HSM or of its"
                                    + " client"),
                    entry(
                            Ckr.HOST_MEMORY,
                            "this machine has no memory left for the module; close other programs"),
                    entry(
                            Ckr.CRYPTOKI_NOT_INITIALIZED,
                            "another part of this process has finalised the module; start again"),
                    entry(
                            Ckr.ATTRIBUTE_READ_ONLY,
                            "this user may not set that attribute; CKA_TRUSTED, for one, is the security"
                                    + " officer's"),
                    entry(
                            Ckr.ATTRIBUTE_SENSITIVE,
                            "the attribute is sensitive and never leaves the token"),
                    entry(
                            Ckr.DEVICE_ERROR,
                            "the HSM or the connection to it is gone; check its state, then try again"),
                    entry(Ckr.DEVICE_REMOVED, "the token was removed; insert it and try again"),
                    entry(
                            Ckr.DEVICE_MEMORY,
                            "the token is full; delete objects that are no longer needed"),
                    entry(
                            Ckr.KEY_FUNCTION_NOT_PERMITTED,
                            "the key's attributes forbid this use (for wrapping it needs CKA_WRAP, for"
                                    + " unwrapping CKA_UNWRAP); use a key made for this purpose"),
                    entry(
                            Ckr.KEY_NOT_WRAPPABLE,
                            "the key needs a trusted KEK (CKA_WRAP_WITH_TRUSTED), which only the security"
                                    + " officer can make"),
                    entry(
                            Ckr.KEY_UNEXTRACTABLE,
                            "the key is not extractable; take it from a master copy (backup:STORE/ID), or"
                                    + " generate one that is extractable"),
                    entry(Ckr.MECHANISM_INVALID, "the token does not have this mechanism"),
                    entry(
                            Ckr.MECHANISM_PARAM_INVALID,
                            "the token does not accept this parameter; for OAEP try SHA-1, which every token accepts"),
                    entry(Ckr.PIN_INVALID, "check the PIN"),
                    entry(Ckr.PIN_INCORRECT, "check the PIN; repeated failures lock the token"),
                    entry(
                            Ckr.PIN_LOCKED,
                            "the security officer can set a new PIN; do not initialise the token, that"
                                    + " destroys its keys"),
                    entry(Ckr.PIN_LEN_RANGE, "the token accepts only PINs of other lengths"),
                    entry(Ckr.PIN_EXPIRED, "set a new PIN with the vendor's tool"),
                    entry(
                            Ckr.USER_PIN_NOT_INITIALIZED,
                            "the token has no user PIN yet; its security officer sets the first"),
                    entry(
                            Ckr.SESSION_COUNT,
                            "the token has no more sessions; use fewer threads or close other"
                                    + " applications"),
                    entry(
                            Ckr.SESSION_EXISTS,
                            "other sessions are open with this token; close the applications that use"
                                    + " it"),
                    entry(Ckr.SESSION_CLOSED, SESSION_LOST),
                    entry(Ckr.SESSION_HANDLE_INVALID, SESSION_LOST),
                    entry(Ckr.SESSION_READ_ONLY, "the token can only be read now"),
                    entry(
                            Ckr.TEMPLATE_INCONSISTENT,
                            "the token refuses this combination of attributes; its administrator's policy"
                                    + " may say why"),
                    entry(
                            Ckr.ATTRIBUTE_VALUE_INVALID,
                            "the token refuses a value: a key length, for one, or a sensitive key that is"
                                    + " extractable"),
                    entry(Ckr.TOKEN_NOT_PRESENT, "insert the token, or bring its partition online"),
                    entry(
                            Ckr.TOKEN_NOT_RECOGNIZED,
                            "the slot holds something that this module cannot read"),
                    entry(Ckr.TOKEN_WRITE_PROTECTED, "the token is write-protected"),
                    entry(
                            Ckr.USER_ALREADY_LOGGED_IN,
                            "this process is logged in already: close the other login first"),
                    entry(Ckr.USER_NOT_LOGGED_IN, "give the PIN: this needs a login"),
                    entry(
                            Ckr.USER_ANOTHER_ALREADY_LOGGED_IN,
                            "the security officer is logged in in this process: log out first"),
                    entry(
                            Ckr.BUFFER_TOO_SMALL,
                            "the module asks for more room than it says that it needs; report it to its"
                                    + " vendor"),
                    entry(Ckr.FUNCTION_NOT_SUPPORTED, "this module does not have the function"),
                    entry(
                            Ckr.CANT_LOCK,
                            "the module cannot be used by several threads: give it a process of its"
                                    + " own"),
                    entry(
                            Ckr.CRYPTOKI_ALREADY_INITIALIZED,
                            "this process has initialised the module already; use it as it is"));

    private static final String SIZE_QUERY =
            "the module told a size that is too small, which this binding relies on; use the other"
                    + " binding, or report it to the vendor";

    private static final String NOT_CALLED = "open the token again before you use its keys";

    private static final String OTHER =
            "look up what this code means for this function in the vendor's manual, and in the log of"
                    + " the HSM or of its client";

    private CkrHints() {}

    /** Returns the next step for any code, the vendor's own too. */
    static String of(CkrException failure) {
        if (!failure.isOfCall()) {
            return NOT_CALLED;
        }
        return failure.isOfSizeQuery() ? SIZE_QUERY : HINTS.getOrDefault(failure.code(), OTHER);
    }

    /** Marks the error with a reason, where more than the hint helps. */
    static <E extends KeyTransferException> E marked(E error, CkrException failure) {
        long code = failure.code();
        if (code == Ckr.MECHANISM_INVALID
                || code == Ckr.PIN_LEN_RANGE
                || code == Ckr.FUNCTION_NOT_SUPPORTED) {
            return Reason.TOKEN_LIMIT.of(error);
        }
        if (code == Ckr.TOKEN_NOT_PRESENT) {
            return Reason.TOKEN_MISSING.of(error);
        }
        return failure.isOfSizeQuery() ? Reason.BINDING.of(error) : error;
    }
}
