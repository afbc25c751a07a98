package dev.keyhaul.pkcs11.binding;

/**
 * Object classes, key types and user types. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class Cko {
    /** {@code CKO_PUBLIC_KEY}. */
    public static final long PUBLIC_KEY = 2;

    /** {@code CKO_PRIVATE_KEY}. */
    public static final long PRIVATE_KEY = 3;

    /** {@code CKO_SECRET_KEY}. */
    public static final long SECRET_KEY = 4;

    /** {@code CKK_RSA}. */
    public static final long RSA = 0;

    /** {@code CKK_EC}. */
    public static final long EC = 3;

    /** {@code CKK_GENERIC_SECRET}. */
    public static final long GENERIC_SECRET = 0x10;

    /** {@code CKK_AES}. */
    public static final long AES = 0x1f;

    /** {@code CKU_SO}. */
    public static final long SECURITY_OFFICER = 0;

    /** {@code CKU_USER}. */
    public static final long USER = 1;

    private Cko() {}
}
