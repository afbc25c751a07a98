package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The API's words for keys, as PKCS#11 has them. */
public final class KeyTerms {
    private KeyTerms() {}

    /** Returns the type of an attribute, {@code CKA_…}. */
    public static long type(KeyAttribute attribute) {
        return switch (attribute) {
            case TOKEN -> Cka.TOKEN;
            case PRIVATE -> Cka.PRIVATE;
            case SENSITIVE -> Cka.SENSITIVE;
            case EXTRACTABLE -> Cka.EXTRACTABLE;
            case LOCAL -> Cka.LOCAL;
            case ALWAYS_SENSITIVE -> Cka.ALWAYS_SENSITIVE;
            case NEVER_EXTRACTABLE -> Cka.NEVER_EXTRACTABLE;
            case WRAP_WITH_TRUSTED -> Cka.WRAP_WITH_TRUSTED;
            case MODIFIABLE -> Cka.MODIFIABLE;
            case COPYABLE -> Cka.COPYABLE;
            case ALWAYS_AUTHENTICATE -> Cka.ALWAYS_AUTHENTICATE;
            case ENCRYPT -> Cka.ENCRYPT;
            case DECRYPT -> Cka.DECRYPT;
            case SIGN -> Cka.SIGN;
            case SIGN_RECOVER -> Cka.SIGN_RECOVER;
            case VERIFY -> Cka.VERIFY;
            case WRAP -> Cka.WRAP;
            case UNWRAP -> Cka.UNWRAP;
            case DERIVE -> Cka.DERIVE;
        };
    }

    static Optional<KeyAttribute> attribute(long type) {
        return Arrays.stream(KeyAttribute.values())
                .filter(attribute -> type(attribute) == type)
                .findFirst();
    }

    /** Returns the value of CKA_CLASS. */
    static long objectClass(KeyObjectKind kind) {
        return switch (kind) {
            case PRIVATE -> Cko.PRIVATE_KEY;
            case PUBLIC -> Cko.PUBLIC_KEY;
            case SECRET -> Cko.SECRET_KEY;
        };
    }

    /** Returns the words for messages. */
    static String name(KeyObjectKind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + " key";
    }

    public static TokenKeyType type(KeyDescription key) {
        if (key instanceof KeyDescription.Ec) {
            return TokenKeyType.EC;
        }
        return key instanceof KeyDescription.Aes ? TokenKeyType.AES : TokenKeyType.RSA;
    }
}
