package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Cka;

/**
 * What a token says of a key: where it may go and what it may do (PKCS#11 v3.0 §4.9).
 *
 * @since 0.1.0
 */
public enum KeyAttribute {
    /** It stays when the session ends. */
    TOKEN(Cka.TOKEN),
    /** It is seen after a login only. */
    PRIVATE(Cka.PRIVATE),
    /** Its value is never shown in the clear. */
    SENSITIVE(Cka.SENSITIVE),
    /** It can be wrapped. */
    EXTRACTABLE(Cka.EXTRACTABLE),
    /** It was generated in this token. */
    LOCAL(Cka.LOCAL),
    /** It was sensitive all its life. */
    ALWAYS_SENSITIVE(Cka.ALWAYS_SENSITIVE),
    /** It was not extractable all its life. */
    NEVER_EXTRACTABLE(Cka.NEVER_EXTRACTABLE),
    /** It can be wrapped under a trusted key only. */
    WRAP_WITH_TRUSTED(Cka.WRAP_WITH_TRUSTED),
    /** Its attributes can be changed. */
    MODIFIABLE(Cka.MODIFIABLE),
    /** It can be copied. */
    COPYABLE(Cka.COPYABLE),
    /** It wants the PIN at each use. */
    ALWAYS_AUTHENTICATE(Cka.ALWAYS_AUTHENTICATE),
    /** It encrypts. */
    ENCRYPT(Cka.ENCRYPT),
    /** It decrypts. */
    DECRYPT(Cka.DECRYPT),
    /** It signs. */
    SIGN(Cka.SIGN),
    /** It signs with recovery of the data. */
    SIGN_RECOVER(Cka.SIGN_RECOVER),
    /** It verifies. */
    VERIFY(Cka.VERIFY),
    /** It wraps other keys. */
    WRAP(Cka.WRAP),
    /** It unwraps other keys. */
    UNWRAP(Cka.UNWRAP),
    /** It derives other keys. */
    DERIVE(Cka.DERIVE);

    private final long type;

    KeyAttribute(long type) {
        this.type = type;
    }

    /** Returns the type in PKCS#11, one of {@link Cka}. */
    public long type() {
        return type;
    }

    /** Returns the name in PKCS#11. */
    public String cka() {
        return "CKA_" + name();
    }
}
