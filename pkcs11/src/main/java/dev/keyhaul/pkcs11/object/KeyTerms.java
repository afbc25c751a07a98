package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Cko;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The API's words for keys, as PKCS#11 has them. */
public final class KeyTerms {
    private KeyTerms() {}

    static Optional<KeyAttribute> attribute(long type) {
        return Arrays.stream(KeyAttribute.values())
                .filter(attribute -> attribute.type() == type)
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

    /** Returns the words for a value of CKA_CLASS. */
    static String name(long objectClass) {
        return Stream.of(KeyObjectKind.values())
                .filter(kind -> objectClass(kind) == objectClass)
                .map(KeyTerms::name)
                .findFirst()
                .orElse("object");
    }

    public static TokenKeyType type(KeyDescription key) {
        if (key instanceof KeyDescription.Ec) {
            return TokenKeyType.EC;
        }
        return key instanceof KeyDescription.Aes ? TokenKeyType.AES : TokenKeyType.RSA;
    }
}
