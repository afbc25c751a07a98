package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;

/** The attributes of EC keys that are made here: each is set, as {@link Templates} says. */
public final class EcTemplates {
    private EcTemplates() {}

    /** Signs; a derived secret would be one more way out of the token. */
    public static Template targetPrivate(boolean extractable) {
        return privateKey().yes(Cka.TOKEN, Cka.SIGN).plus(Templates.extractable(extractable));
    }

    public static Template targetPublic(Curve curve) {
        return publicKey(curve).yes(Cka.TOKEN, Cka.VERIFY);
    }

    public static Template throwAwayPrivate(boolean extractable) {
        return privateKey()
                .yes(Cka.SIGN)
                .plus(Templates.extractable(extractable))
                .plus(Templates.ephemeral());
    }

    /** One of known value; {@code privateNumber} is as long as a coordinate. */
    public static Template throwAwayPrivate(Curve curve, byte[] privateNumber) {
        return throwAwayPrivate(true)
                .with(Cka.EC_PARAMS, EcNumbers.parameters(curve))
                .with(Cka.VALUE, privateNumber);
    }

    static Template throwAwayPublic(Curve curve) {
        return publicKey(curve).yes(Cka.VERIFY).plus(Templates.ephemeral());
    }

    static Template provenPrivate() {
        return privateKey().yes(Cka.SIGN).no(Cka.EXTRACTABLE).plus(Templates.ephemeral());
    }

    static Template restoredPrivate(boolean extractable) {
        return privateKey().yes(Cka.SIGN).plus(Templates.extractable(extractable));
    }

    public static Template restoredPublic(KeyDescription.Ec key) {
        return publicKey(key.curve())
                .with(Cka.EC_POINT, EcNumbers.point(key))
                .yes(Cka.TOKEN, Cka.VERIFY);
    }

    private static Template privateKey() {
        return Template.empty()
                .with(Cka.CLASS, Cko.PRIVATE_KEY)
                .with(Cka.KEY_TYPE, Cko.EC)
                .yes(Cka.PRIVATE, Cka.SENSITIVE)
                .no(Cka.DECRYPT, Cka.UNWRAP, Cka.SIGN_RECOVER, Cka.DERIVE);
    }

    private static Template publicKey(Curve curve) {
        return Template.empty()
                .with(Cka.CLASS, Cko.PUBLIC_KEY)
                .with(Cka.KEY_TYPE, Cko.EC)
                .with(Cka.EC_PARAMS, EcNumbers.parameters(curve))
                .no(Cka.PRIVATE, Cka.ENCRYPT, Cka.WRAP, Cka.VERIFY_RECOVER, Cka.DERIVE);
    }
}
