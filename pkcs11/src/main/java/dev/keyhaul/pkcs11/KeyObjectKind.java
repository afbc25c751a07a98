package dev.keyhaul.pkcs11;

/**
 * The class of a key object, with its name in an RFC 7512 URI.
 *
 * @since 0.1.0
 */
public enum KeyObjectKind {
    /** A private key. */
    PRIVATE("private"),
    /** A public key. */
    PUBLIC("public"),
    /** A secret key. */
    SECRET("secret-key");

    private final String uriName;

    KeyObjectKind(String uriName) {
        this.uriName = uriName;
    }

    /** Returns the value of {@code type} in an RFC 7512 URI. */
    public String uriName() {
        return uriName;
    }
}
