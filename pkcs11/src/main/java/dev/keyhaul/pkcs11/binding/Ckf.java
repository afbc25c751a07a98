package dev.keyhaul.pkcs11.binding;

/**
 * Flags; the same bit means another thing for a slot, a token, a session and a mechanism.
 * Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class Ckf {
    /** {@code CKF_HW_SLOT}, of a slot. */
    public static final long HW_SLOT = 0x4L;

    /** {@code CKF_WRITE_PROTECTED}, of a token. */
    public static final long WRITE_PROTECTED = 0x2L;

    /** {@code CKF_LOGIN_REQUIRED}, of a token. */
    public static final long LOGIN_REQUIRED = 0x4L;

    /** {@code CKF_USER_PIN_INITIALIZED}, of a token. */
    public static final long USER_PIN_INITIALIZED = 0x8L;

    /** {@code CKF_PROTECTED_AUTHENTICATION_PATH}, of a token. */
    public static final long PROTECTED_AUTHENTICATION_PATH = 0x100L;

    /** {@code CKF_TOKEN_INITIALIZED}, of a token. */
    public static final long TOKEN_INITIALIZED = 0x400L;

    /** {@code CKF_USER_PIN_COUNT_LOW}, of a token. */
    public static final long USER_PIN_COUNT_LOW = 0x10000L;

    /** {@code CKF_USER_PIN_FINAL_TRY}, of a token. */
    public static final long USER_PIN_FINAL_TRY = 0x20000L;

    /** {@code CKF_USER_PIN_LOCKED}, of a token. */
    public static final long USER_PIN_LOCKED = 0x40000L;

    /** {@code CKF_USER_PIN_TO_BE_CHANGED}, of a token. */
    public static final long USER_PIN_TO_BE_CHANGED = 0x80000L;

    /** {@code CKF_RW_SESSION}, of a session. */
    public static final long RW_SESSION = 0x2L;

    /** {@code CKF_SERIAL_SESSION}, of a session. */
    public static final long SERIAL_SESSION = 0x4L;

    /** {@code CKF_HW}, of a mechanism: done in hardware. */
    public static final long HW = 0x1L;

    /** {@code CKF_SIGN_RECOVER}, of a mechanism: signs with recovery of the data. */
    public static final long SIGN_RECOVER = 0x1000L;

    /** {@code CKF_WRAP}, of a mechanism: wraps keys. */
    public static final long WRAP = 0x20000L;

    private Ckf() {}
}
