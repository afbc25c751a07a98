package dev.keyhaul.pkcs11;

/**
 * What a token says of a key: where it may go and what it may do (PKCS#11 v3.0 §4.9).
 *
 * @since 0.1.0
 */
public enum KeyAttribute {
    /** It stays when the session ends. */
    TOKEN,
    /** It is seen after a login only. */
    PRIVATE,
    /** Its value is never shown in the clear. */
    SENSITIVE,
    /** It can be wrapped. */
    EXTRACTABLE,
    /** It was generated in this token. */
    LOCAL,
    /** It was sensitive all its life. */
    ALWAYS_SENSITIVE,
    /** It was not extractable all its life. */
    NEVER_EXTRACTABLE,
    /** It can be wrapped under a trusted key only. */
    WRAP_WITH_TRUSTED,
    /** Its attributes can be changed. */
    MODIFIABLE,
    /** It can be copied. */
    COPYABLE,
    /** It wants the PIN at each use. */
    ALWAYS_AUTHENTICATE,
    /** It encrypts. */
    ENCRYPT,
    /** It decrypts. */
    DECRYPT,
    /** It signs. */
    SIGN,
    /** It signs with recovery of the data. */
    SIGN_RECOVER,
    /** It verifies. */
    VERIFY,
    /** It wraps other keys. */
    WRAP,
    /** It unwraps other keys. */
    UNWRAP,
    /** It derives other keys. */
    DERIVE;

    /** Returns the name in PKCS#11. */
    public String cka() {
        return "CKA_" + name();
    }
}
