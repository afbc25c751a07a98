package dev.keyhaul.pkcs11;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The reason and the next step for each return value that an operator meets. */
final class CkrHints {
    private static final String SESSION_LOST =
            "the session is gone: its token was removed or reset, or the connection broke; try again";

    private static final String GONE =
            "another thread or program deleted it meanwhile; list the keys, and try again if the key is still there";

    private static final String NO_DETAILS =
            "the module gives no details: look at the log of the HSM or of its client";

    private static final Map<Ckr, Hint> HINTS =
            Map.ofEntries(
                    hint(
                            Ckr.OK,
                            Reason.MODULE_VIOLATION,
                            "do not use what this module made; report it to its vendor"),
                    hint(Ckr.GENERAL_ERROR, Reason.TOKEN_DEVICE, NO_DETAILS),
                    hint(Ckr.FUNCTION_FAILED, Reason.TOKEN_DEVICE, NO_DETAILS),
                    hint(
                            Ckr.HOST_MEMORY,
                            Reason.HOST_MEMORY,
                            "this host has no memory left for the module: close other programs"),
                    hint(
                            Ckr.CRYPTOKI_NOT_INITIALIZED,
                            Reason.MODULE_IN_USE,
                            "another part of this process has finalised the module: start again"),
                    hint(
                            Ckr.ATTRIBUTE_READ_ONLY,
                            Reason.TOKEN_POLICY,
                            "the token lets this user not set that attribute"),
                    hint(
                            Ckr.ATTRIBUTE_TYPE_INVALID,
                            Reason.TOKEN_LIMIT,
                            "the token does not have an attribute that this key needs"),
                    hint(
                            Ckr.ATTRIBUTE_SENSITIVE,
                            Reason.TOKEN_POLICY,
                            "the attribute is sensitive and never leaves the token"),
                    hint(
                            Ckr.DEVICE_ERROR,
                            Reason.TOKEN_DEVICE,
                            "the HSM or the connection to it is down: check its state, then try again"),
                    hint(
                            Ckr.DEVICE_REMOVED,
                            Reason.TOKEN_DEVICE,
                            "the token was removed; insert it and try again"),
                    hint(
                            Ckr.DEVICE_MEMORY,
                            Reason.TOKEN_FULL,
                            "the token is full; delete objects that are no longer needed"),
                    hint(
                            Ckr.KEY_FUNCTION_NOT_PERMITTED,
                            Reason.TOKEN_POLICY,
                            "the key's attributes forbid this use (wrapping needs CKA_WRAP, unwrapping CKA_UNWRAP), or only the user that made the key may do this: use a key made for this purpose, or log in as that user"),
                    hint(Ckr.OBJECT_HANDLE_INVALID, Reason.OBJECT_GONE, GONE),
                    hint(Ckr.KEY_HANDLE_INVALID, Reason.OBJECT_GONE, GONE),
                    hint(Ckr.WRAPPING_KEY_HANDLE_INVALID, Reason.OBJECT_GONE, GONE),
                    hint(Ckr.UNWRAPPING_KEY_HANDLE_INVALID, Reason.OBJECT_GONE, GONE),
                    hint(
                            Ckr.KEY_NOT_WRAPPABLE,
                            Reason.KEY_TRUSTED_ONLY,
                            "the token's policy wraps no such key (Luna: partition policy 1), or the key can be wrapped only under a trusted KEK (CKA_WRAP_WITH_TRUSTED), which only the security officer can make"),
                    hint(
                            Ckr.KEY_UNEXTRACTABLE,
                            Reason.KEY_UNEXTRACTABLE,
                            "the key is not extractable, or the token's policy lets no key leave (Primus: export_keys): use a master copy (backup:STORE/ID), or generate an extractable key"),
                    hint(
                            Ckr.MECHANISM_INVALID,
                            Reason.TOKEN_LIMIT,
                            "the token does not have this mechanism"),
                    hint(
                            Ckr.MECHANISM_PARAM_INVALID,
                            Reason.TOKEN_LIMIT,
                            "the token does not accept the parameter of this mechanism"),
                    hint(Ckr.PIN_INVALID, Reason.PIN_WRONG, "check the PIN"),
                    hint(
                            Ckr.PIN_INCORRECT,
                            Reason.PIN_WRONG,
                            "check the PIN; repeated failures lock the token"),
                    hint(
                            Ckr.PIN_LOCKED,
                            Reason.PIN_LOCKED,
                            "the security officer can set a new PIN; do not initialise the token, because that destroys its keys"),
                    hint(
                            Ckr.PIN_LEN_RANGE,
                            Reason.TOKEN_LIMIT,
                            "the PIN is too short or too long for the token"),
                    hint(
                            Ckr.PIN_EXPIRED,
                            Reason.PIN_EXPIRED,
                            "the token wants a new PIN before it accepts this one again: set one with the vendor's tool"),
                    hint(
                            Ckr.USER_PIN_NOT_INITIALIZED,
                            Reason.PIN_LOCKED,
                            "the token has no user PIN yet: its security officer sets the first one"),
                    hint(
                            Ckr.SESSION_COUNT,
                            Reason.TOKEN_BUSY,
                            "the token has no free session: use fewer threads, or close other applications"),
                    hint(
                            Ckr.SESSION_EXISTS,
                            Reason.TOKEN_BUSY,
                            "other sessions with this token are open: close the applications that use it"),
                    hint(Ckr.SESSION_CLOSED, Reason.SESSION_LOST, SESSION_LOST),
                    hint(Ckr.SESSION_HANDLE_INVALID, Reason.SESSION_LOST, SESSION_LOST),
                    hint(
                            Ckr.SESSION_READ_ONLY,
                            Reason.TOKEN_READ_ONLY,
                            "the session with the token is read-only"),
                    hint(
                            Ckr.TEMPLATE_INCONSISTENT,
                            Reason.TOKEN_POLICY,
                            "the token refuses this combination of attributes: its administrator's policy may forbid it, such as a temporary key (CKA_TOKEN false; Primus: Session Objects)"),
                    hint(
                            Ckr.ATTRIBUTE_VALUE_INVALID,
                            Reason.TOKEN_POLICY,
                            "the token refuses the value of an attribute, by its policy or always: a key length, an extractable private key (FIPS mode), a temporary key (CKA_TOKEN false), or CKA_PRIVATE or CKA_MODIFIABLE false"),
                    hint(
                            Ckr.TOKEN_NOT_PRESENT,
                            Reason.TOKEN_MISSING,
                            "insert the token, or bring its partition online"),
                    hint(
                            Ckr.TOKEN_NOT_RECOGNIZED,
                            Reason.TOKEN_MISSING,
                            "this module does not recognise the token in the slot"),
                    hint(
                            Ckr.TOKEN_WRITE_PROTECTED,
                            Reason.TOKEN_READ_ONLY,
                            "the token is write-protected"),
                    hint(
                            Ckr.USER_ALREADY_LOGGED_IN,
                            Reason.LOGIN_SHARED,
                            "this process is already logged in: close the other login first"),
                    hint(
                            Ckr.USER_NOT_LOGGED_IN,
                            Reason.SESSION_LOST,
                            "this needs a login: give the PIN; if you gave it, the login ended meanwhile, for example because it was idle for too long: try again"),
                    hint(
                            Ckr.USER_ANOTHER_ALREADY_LOGGED_IN,
                            Reason.LOGIN_SHARED,
                            "this process is logged in as the security officer: log out first"),
                    hint(
                            Ckr.BUFFER_TOO_SMALL,
                            Reason.MODULE_VIOLATION,
                            "the module needs a larger buffer than it announced: report it to its vendor"),
                    hint(
                            Ckr.FUNCTION_NOT_SUPPORTED,
                            Reason.TOKEN_LIMIT,
                            "this module does not have the function"),
                    hint(
                            Ckr.TOKEN_RESOURCE_EXCEEDED,
                            Reason.TOKEN_BUSY,
                            "the token is busy: another program may have locked its file or taken its last session; wait until that ends, or close it, then try again"),
                    hint(
                            Ckr.CANT_LOCK,
                            Reason.MODULE_IN_USE,
                            "the module cannot be used by several threads: use it in a separate process"),
                    hint(
                            Ckr.CRYPTOKI_ALREADY_INITIALIZED,
                            Reason.MODULE_IN_USE,
                            "this process has already initialised the module: use it as it is"));

    private static final Hint SIZE_QUERY =
            new Hint(
                    Reason.BINDING,
                    "the module returned a size that is too small, and this binding relies on it: use the other binding, and report it to the vendor");

    private static final Hint NOT_CALLED =
            new Hint(Reason.TOKEN_CLOSED, "open the token again before you use its keys");

    /** What fills a token; for the others its own memory is at an end. */
    private static final Set<String> STORING =
            Set.of(
                    "C_CreateObject",
                    "C_CopyObject",
                    "C_GenerateKey",
                    "C_GenerateKeyPair",
                    "C_UnwrapKey",
                    "C_SetAttributeValue",
                    "C_InitToken",
                    "C_InitPIN");

    private static final Hint NO_MEMORY =
            new Hint(
                    Reason.TOKEN_DEVICE,
                    "the token has no memory left for this, or does not get at its storage, such as a file that another program has locked: close other programs and sessions that use it, then try again");

    /** What a module answers that does not find, or cannot read, what it is set up with. */
    private static final Set<Ckr> UNSET =
            EnumSet.of(
                    Ckr.GENERAL_ERROR,
                    Ckr.FUNCTION_FAILED,
                    Ckr.ARGUMENTS_BAD,
                    Ckr.DEVICE_ERROR,
                    Ckr.DEVICE_MEMORY,
                    Ckr.TOKEN_NOT_PRESENT,
                    Ckr.FUNCTION_NOT_SUPPORTED);

    private static final Hint SETTINGS =
            new Hint(
                    Reason.MODULE_UNUSABLE,
                    "check the module's own settings: the file or the variable of the environment with its configuration, and that this account can use what it names");

    private static final Hint OTHER =
            new Hint(
                    Reason.TOKEN_REFUSED,
                    "look up this code and function in the vendor's manual and in the log of the HSM or of its client");

    private record Hint(Reason reason, String text) {}

    private CkrHints() {}

    private static Map.Entry<Ckr, Hint> hint(Ckr code, Reason reason, String text) {
        return Map.entry(code, new Hint(reason, text));
    }

    private static Hint find(CkrException failure) {
        if (!failure.isOfCall()) {
            return NOT_CALLED;
        }
        if (failure.isOfSizeQuery()) {
            return SIZE_QUERY;
        }
        Optional<Ckr> code = Ckr.of(failure.code());
        if (failure.function().equals("C_Initialize")
                && code.filter(known -> !UNSET.contains(known)).isEmpty()) {
            return SETTINGS;
        }
        return Ckr.DEVICE_MEMORY.is(failure.code()) && !STORING.contains(failure.function())
                ? NO_MEMORY
                : code.map(HINTS::get).orElse(OTHER);
    }

    /** Returns the next step for any code, the vendor's own too. */
    static String of(CkrException failure) {
        return find(failure).text();
    }

    /** Returns the reason for any code. */
    static Reason reason(CkrException failure) {
        return find(failure).reason();
    }
}
