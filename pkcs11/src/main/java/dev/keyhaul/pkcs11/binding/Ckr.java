package dev.keyhaul.pkcs11.binding;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Return values of PKCS#11 functions (v3.0 §5.1), those that Keyhaul acts on and all names.
 * Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class Ckr {
    /** {@code CKR_OK}. */
    public static final long OK = 0x0L;

    /** {@code CKR_HOST_MEMORY}. */
    public static final long HOST_MEMORY = 0x2L;

    /** {@code CKR_SLOT_ID_INVALID}. */
    public static final long SLOT_ID_INVALID = 0x3L;

    /** {@code CKR_GENERAL_ERROR}. */
    public static final long GENERAL_ERROR = 0x5L;

    /** {@code CKR_FUNCTION_FAILED}. */
    public static final long FUNCTION_FAILED = 0x6L;

    /** {@code CKR_ARGUMENTS_BAD}. */
    public static final long ARGUMENTS_BAD = 0x7L;

    /** {@code CKR_CANT_LOCK}. */
    public static final long CANT_LOCK = 0xaL;

    /** {@code CKR_ATTRIBUTE_READ_ONLY}. */
    public static final long ATTRIBUTE_READ_ONLY = 0x10L;

    /** {@code CKR_ATTRIBUTE_SENSITIVE}. */
    public static final long ATTRIBUTE_SENSITIVE = 0x11L;

    /** {@code CKR_ATTRIBUTE_TYPE_INVALID}. */
    public static final long ATTRIBUTE_TYPE_INVALID = 0x12L;

    /** {@code CKR_ATTRIBUTE_VALUE_INVALID}. */
    public static final long ATTRIBUTE_VALUE_INVALID = 0x13L;

    /** {@code CKR_DEVICE_ERROR}. */
    public static final long DEVICE_ERROR = 0x30L;

    /** {@code CKR_DEVICE_MEMORY}. */
    public static final long DEVICE_MEMORY = 0x31L;

    /** {@code CKR_DEVICE_REMOVED}. */
    public static final long DEVICE_REMOVED = 0x32L;

    /** {@code CKR_ENCRYPTED_DATA_INVALID}. */
    public static final long ENCRYPTED_DATA_INVALID = 0x40L;

    /** {@code CKR_FUNCTION_NOT_SUPPORTED}. */
    public static final long FUNCTION_NOT_SUPPORTED = 0x54L;

    /** {@code CKR_KEY_NOT_WRAPPABLE}. */
    public static final long KEY_NOT_WRAPPABLE = 0x69L;

    /** {@code CKR_KEY_HANDLE_INVALID}. */
    public static final long KEY_HANDLE_INVALID = 0x60L;

    /** {@code CKR_OBJECT_HANDLE_INVALID}. */
    public static final long OBJECT_HANDLE_INVALID = 0x82L;

    /** {@code CKR_UNWRAPPING_KEY_HANDLE_INVALID}. */
    public static final long UNWRAPPING_KEY_HANDLE_INVALID = 0xf0L;

    /** {@code CKR_WRAPPING_KEY_HANDLE_INVALID}. */
    public static final long WRAPPING_KEY_HANDLE_INVALID = 0x113L;

    /** {@code CKR_KEY_UNEXTRACTABLE}. */
    public static final long KEY_UNEXTRACTABLE = 0x6aL;

    /** {@code CKR_KEY_FUNCTION_NOT_PERMITTED}. */
    public static final long KEY_FUNCTION_NOT_PERMITTED = 0x68L;

    /** {@code CKR_MECHANISM_INVALID}. */
    public static final long MECHANISM_INVALID = 0x70L;

    /** {@code CKR_MECHANISM_PARAM_INVALID}. */
    public static final long MECHANISM_PARAM_INVALID = 0x71L;

    /** {@code CKR_PIN_INCORRECT}. */
    public static final long PIN_INCORRECT = 0xa0L;

    /** {@code CKR_PIN_INVALID}. */
    public static final long PIN_INVALID = 0xa1L;

    /** {@code CKR_PIN_LEN_RANGE}. */
    public static final long PIN_LEN_RANGE = 0xa2L;

    /** {@code CKR_PIN_EXPIRED}. */
    public static final long PIN_EXPIRED = 0xa3L;

    /** {@code CKR_PIN_LOCKED}. */
    public static final long PIN_LOCKED = 0xa4L;

    /** {@code CKR_SESSION_CLOSED}. */
    public static final long SESSION_CLOSED = 0xb0L;

    /** {@code CKR_SESSION_COUNT}. */
    public static final long SESSION_COUNT = 0xb1L;

    /** {@code CKR_SESSION_EXISTS}. */
    public static final long SESSION_EXISTS = 0xb6L;

    /** {@code CKR_SESSION_HANDLE_INVALID}. */
    public static final long SESSION_HANDLE_INVALID = 0xb3L;

    /** {@code CKR_SESSION_READ_ONLY}. */
    public static final long SESSION_READ_ONLY = 0xb5L;

    /** {@code CKR_TEMPLATE_INCONSISTENT}. */
    public static final long TEMPLATE_INCONSISTENT = 0xd1L;

    /** {@code CKR_TEMPLATE_INCOMPLETE}. */
    public static final long TEMPLATE_INCOMPLETE = 0xd0L;

    /** {@code CKR_TOKEN_NOT_PRESENT}. */
    public static final long TOKEN_NOT_PRESENT = 0xe0L;

    /** {@code CKR_TOKEN_NOT_RECOGNIZED}. */
    public static final long TOKEN_NOT_RECOGNIZED = 0xe1L;

    /** {@code CKR_TOKEN_WRITE_PROTECTED}. */
    public static final long TOKEN_WRITE_PROTECTED = 0xe2L;

    /** {@code CKR_USER_ALREADY_LOGGED_IN}. */
    public static final long USER_ALREADY_LOGGED_IN = 0x100L;

    /** {@code CKR_USER_NOT_LOGGED_IN}. */
    public static final long USER_NOT_LOGGED_IN = 0x101L;

    /** {@code CKR_USER_PIN_NOT_INITIALIZED}. */
    public static final long USER_PIN_NOT_INITIALIZED = 0x102L;

    /** {@code CKR_USER_ANOTHER_ALREADY_LOGGED_IN}. */
    public static final long USER_ANOTHER_ALREADY_LOGGED_IN = 0x104L;

    /** {@code CKR_BUFFER_TOO_SMALL}. */
    public static final long BUFFER_TOO_SMALL = 0x150L;

    /** {@code CKR_CRYPTOKI_NOT_INITIALIZED}. */
    public static final long CRYPTOKI_NOT_INITIALIZED = 0x190L;

    /** {@code CKR_CRYPTOKI_ALREADY_INITIALIZED}. */
    public static final long CRYPTOKI_ALREADY_INITIALIZED = 0x191L;

    /** {@code CKR_ACTION_PROHIBITED}. */
    public static final long ACTION_PROHIBITED = 0x1bL;

    private static final Map<Long, String> NAMES =
            """
            0000 CKR_OK
            0001 CKR_CANCEL
            0002 CKR_HOST_MEMORY
            0003 CKR_SLOT_ID_INVALID
            0005 CKR_GENERAL_ERROR
            0006 CKR_FUNCTION_FAILED
            0007 CKR_ARGUMENTS_BAD
            0008 CKR_NO_EVENT
            0009 CKR_NEED_TO_CREATE_THREADS
            000a CKR_CANT_LOCK
            0010 CKR_ATTRIBUTE_READ_ONLY
            0011 CKR_ATTRIBUTE_SENSITIVE
            0012 CKR_ATTRIBUTE_TYPE_INVALID
            0013 CKR_ATTRIBUTE_VALUE_INVALID
            001b CKR_ACTION_PROHIBITED
            0020 CKR_DATA_INVALID
            0021 CKR_DATA_LEN_RANGE
            0030 CKR_DEVICE_ERROR
            0031 CKR_DEVICE_MEMORY
            0032 CKR_DEVICE_REMOVED
            0040 CKR_ENCRYPTED_DATA_INVALID
            0041 CKR_ENCRYPTED_DATA_LEN_RANGE
            0050 CKR_FUNCTION_CANCELED
            0051 CKR_FUNCTION_NOT_PARALLEL
            0054 CKR_FUNCTION_NOT_SUPPORTED
            0060 CKR_KEY_HANDLE_INVALID
            0062 CKR_KEY_SIZE_RANGE
            0063 CKR_KEY_TYPE_INCONSISTENT
            0064 CKR_KEY_NOT_NEEDED
            0065 CKR_KEY_CHANGED
            0066 CKR_KEY_NEEDED
            0067 CKR_KEY_INDIGESTIBLE
            0068 CKR_KEY_FUNCTION_NOT_PERMITTED
            0069 CKR_KEY_NOT_WRAPPABLE
            006a CKR_KEY_UNEXTRACTABLE
            0070 CKR_MECHANISM_INVALID
            0071 CKR_MECHANISM_PARAM_INVALID
            0082 CKR_OBJECT_HANDLE_INVALID
            0090 CKR_OPERATION_ACTIVE
            0091 CKR_OPERATION_NOT_INITIALIZED
            00a0 CKR_PIN_INCORRECT
            00a1 CKR_PIN_INVALID
            00a2 CKR_PIN_LEN_RANGE
            00a3 CKR_PIN_EXPIRED
            00a4 CKR_PIN_LOCKED
            00b0 CKR_SESSION_CLOSED
            00b1 CKR_SESSION_COUNT
            00b3 CKR_SESSION_HANDLE_INVALID
            00b4 CKR_SESSION_PARALLEL_NOT_SUPPORTED
            00b5 CKR_SESSION_READ_ONLY
            00b6 CKR_SESSION_EXISTS
            00b7 CKR_SESSION_READ_ONLY_EXISTS
            00b8 CKR_SESSION_READ_WRITE_SO_EXISTS
            00c0 CKR_SIGNATURE_INVALID
            00c1 CKR_SIGNATURE_LEN_RANGE
            00d0 CKR_TEMPLATE_INCOMPLETE
            00d1 CKR_TEMPLATE_INCONSISTENT
            00e0 CKR_TOKEN_NOT_PRESENT
            00e1 CKR_TOKEN_NOT_RECOGNIZED
            00e2 CKR_TOKEN_WRITE_PROTECTED
            00f0 CKR_UNWRAPPING_KEY_HANDLE_INVALID
            00f1 CKR_UNWRAPPING_KEY_SIZE_RANGE
            00f2 CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT
            0100 CKR_USER_ALREADY_LOGGED_IN
            0101 CKR_USER_NOT_LOGGED_IN
            0102 CKR_USER_PIN_NOT_INITIALIZED
            0103 CKR_USER_TYPE_INVALID
            0104 CKR_USER_ANOTHER_ALREADY_LOGGED_IN
            0105 CKR_USER_TOO_MANY_TYPES
            0110 CKR_WRAPPED_KEY_INVALID
            0112 CKR_WRAPPED_KEY_LEN_RANGE
            0113 CKR_WRAPPING_KEY_HANDLE_INVALID
            0114 CKR_WRAPPING_KEY_SIZE_RANGE
            0115 CKR_WRAPPING_KEY_TYPE_INCONSISTENT
            0120 CKR_RANDOM_SEED_NOT_SUPPORTED
            0121 CKR_RANDOM_NO_RNG
            0130 CKR_DOMAIN_PARAMS_INVALID
            0140 CKR_CURVE_NOT_SUPPORTED
            0150 CKR_BUFFER_TOO_SMALL
            0160 CKR_SAVED_STATE_INVALID
            0170 CKR_INFORMATION_SENSITIVE
            0180 CKR_STATE_UNSAVEABLE
            0190 CKR_CRYPTOKI_NOT_INITIALIZED
            0191 CKR_CRYPTOKI_ALREADY_INITIALIZED
            01a0 CKR_MUTEX_BAD
            01a1 CKR_MUTEX_NOT_LOCKED
            01b0 CKR_NEW_PIN_MODE
            01b1 CKR_NEXT_OTP
            01b5 CKR_EXCEEDED_MAX_ITERATIONS
            01b6 CKR_FIPS_SELF_TEST_FAILED
            01b7 CKR_LIBRARY_LOAD_FAILED
            01b8 CKR_PIN_TOO_WEAK
            01b9 CKR_PUBLIC_KEY_INVALID
            0200 CKR_FUNCTION_REJECTED
            0201 CKR_TOKEN_RESOURCE_EXCEEDED
            0202 CKR_OPERATION_CANCEL_FAILED
            """
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    row -> Long.parseLong(row[0], 16), row -> row[1]));

    private Ckr() {}

    /** Returns the name of a return value, where the specification has one. */
    public static Optional<String> name(long code) {
        return Optional.ofNullable(NAMES.get(code));
    }
}
