package dev.keyhaul.pkcs11.binding;

/**
 * Attribute types (PKCS#11 v3.0 §4).
 *
 * <p>The private parts of an RSA key have no constants here on purpose: nothing in Keyhaul reads
 * them.
 *
 * <p>Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class Cka {
    /** {@code CKA_CLASS}. */
    public static final long CLASS = 0x0L;

    /** {@code CKA_TOKEN}. */
    public static final long TOKEN = 0x1L;

    /** {@code CKA_PRIVATE}. */
    public static final long PRIVATE = 0x2L;

    /** {@code CKA_LABEL}. */
    public static final long LABEL = 0x3L;

    /** {@code CKA_VALUE}. */
    public static final long VALUE = 0x11L;

    /** {@code CKA_TRUSTED}. */
    public static final long TRUSTED = 0x86L;

    /** {@code CKA_CHECK_VALUE}. */
    public static final long CHECK_VALUE = 0x90L;

    /** {@code CKA_KEY_TYPE}. */
    public static final long KEY_TYPE = 0x100L;

    /** {@code CKA_ID}. */
    public static final long ID = 0x102L;

    /** {@code CKA_SENSITIVE}. */
    public static final long SENSITIVE = 0x103L;

    /** {@code CKA_ENCRYPT}. */
    public static final long ENCRYPT = 0x104L;

    /** {@code CKA_DECRYPT}. */
    public static final long DECRYPT = 0x105L;

    /** {@code CKA_WRAP}. */
    public static final long WRAP = 0x106L;

    /** {@code CKA_UNWRAP}. */
    public static final long UNWRAP = 0x107L;

    /** {@code CKA_SIGN}. */
    public static final long SIGN = 0x108L;

    /** {@code CKA_SIGN_RECOVER}. */
    public static final long SIGN_RECOVER = 0x109L;

    /** {@code CKA_VERIFY}. */
    public static final long VERIFY = 0x10aL;

    /** {@code CKA_VERIFY_RECOVER}. */
    public static final long VERIFY_RECOVER = 0x10bL;

    /** {@code CKA_DERIVE}. */
    public static final long DERIVE = 0x10cL;

    /** {@code CKA_MODULUS}. */
    public static final long MODULUS = 0x120L;

    /** {@code CKA_MODULUS_BITS}. */
    public static final long MODULUS_BITS = 0x121L;

    /** {@code CKA_PUBLIC_EXPONENT}. */
    public static final long PUBLIC_EXPONENT = 0x122L;

    /** {@code CKA_VALUE_LEN}. */
    public static final long VALUE_LEN = 0x161L;

    /** {@code CKA_EXTRACTABLE}. */
    public static final long EXTRACTABLE = 0x162L;

    /** {@code CKA_LOCAL}. */
    public static final long LOCAL = 0x163L;

    /** {@code CKA_NEVER_EXTRACTABLE}. */
    public static final long NEVER_EXTRACTABLE = 0x164L;

    /** {@code CKA_ALWAYS_SENSITIVE}. */
    public static final long ALWAYS_SENSITIVE = 0x165L;

    /** {@code CKA_MODIFIABLE}. */
    public static final long MODIFIABLE = 0x170L;

    /** {@code CKA_COPYABLE}. */
    public static final long COPYABLE = 0x171L;

    /** {@code CKA_EC_PARAMS}. */
    public static final long EC_PARAMS = 0x180L;

    /** {@code CKA_EC_POINT}. */
    public static final long EC_POINT = 0x181L;

    /** {@code CKA_ALWAYS_AUTHENTICATE}. */
    public static final long ALWAYS_AUTHENTICATE = 0x202L;

    /** {@code CKA_WRAP_WITH_TRUSTED}. */
    public static final long WRAP_WITH_TRUSTED = 0x210L;

    /** {@code CKA_UNWRAP_TEMPLATE}, which holds attributes. */
    public static final long UNWRAP_TEMPLATE = 0x40000212L;

    private Cka() {}
}
