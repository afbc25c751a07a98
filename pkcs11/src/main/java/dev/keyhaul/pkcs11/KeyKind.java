package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Cko;
import java.util.Locale;

/**
 * The class of a key object, with its name in an RFC 7512 URI.
 *
 * @since 0.1.0
 */
public enum KeyKind {
    /** A private key. */
    PRIVATE(Cko.PRIVATE_KEY, "private"),
    /** A public key. */
    PUBLIC(Cko.PUBLIC_KEY, "public"),
    /** A secret key. */
    SECRET(Cko.SECRET_KEY, "secret-key");

    private final long objectClass;
    private final String uriName;

    KeyKind(long objectClass, String uriName) {
        this.objectClass = objectClass;
        this.uriName = uriName;
    }

    /** Returns the value of {@code type} in an RFC 7512 URI. */
    public String uriName() {
        return uriName;
    }

    /** Returns the words for messages. */
    String label() {
        return name().toLowerCase(Locale.ROOT) + " key";
    }

    long objectClass() {
        return objectClass;
    }
}
