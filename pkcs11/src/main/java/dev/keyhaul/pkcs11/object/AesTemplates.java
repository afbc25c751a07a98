package dev.keyhaul.pkcs11.object;

import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;

/**
 * The attributes of AES keys that are moved: each is set, as {@link Templates} says. They encrypt,
 * which also proves them, and wrap nothing: DECRYPT together with UNWRAP is the classic
 * wrap-and-decrypt attack.
 */
public final class AesTemplates {
    private AesTemplates() {}

    public static Template target(int lengthBits, boolean extractable) {
        return aes().with(Cka.VALUE_LEN, lengthBits / Byte.SIZE)
                .yes(Cka.TOKEN, Cka.ENCRYPT, Cka.DECRYPT)
                .plus(Templates.extractable(extractable));
    }

    /** A throw-away key of known value. */
    public static Template throwAway(byte[] value) {
        return aes().with(Cka.VALUE, value)
                .yes(Cka.ENCRYPT, Cka.EXTRACTABLE)
                .no(Cka.DECRYPT)
                .plus(Templates.ephemeral());
    }

    /** A throw-away key that the token makes. */
    public static Template throwAway(int lengthBits, boolean extractable) {
        return aes().with(Cka.VALUE_LEN, lengthBits / Byte.SIZE)
                .yes(Cka.ENCRYPT)
                .no(Cka.DECRYPT)
                .plus(Templates.extractable(extractable))
                .plus(Templates.ephemeral());
    }

    static Template proven() {
        return aes().yes(Cka.ENCRYPT).no(Cka.DECRYPT, Cka.EXTRACTABLE).plus(Templates.ephemeral());
    }

    static Template restored(boolean extractable) {
        return aes().yes(Cka.ENCRYPT, Cka.DECRYPT).plus(Templates.extractable(extractable));
    }

    private static Template aes() {
        return Template.empty()
                .with(Cka.CLASS, Cko.SECRET_KEY)
                .with(Cka.KEY_TYPE, Cko.AES)
                .yes(Cka.PRIVATE, Cka.SENSITIVE)
                .no(Cka.SIGN, Cka.VERIFY, Cka.WRAP, Cka.UNWRAP, Cka.DERIVE);
    }
}
