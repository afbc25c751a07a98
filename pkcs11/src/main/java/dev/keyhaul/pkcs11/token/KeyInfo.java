package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.object.FoundKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A key in a token as it was when it was looked at: never its value. Immutable, a snapshot of the
 * token.
 *
 * @since 0.1.0
 */
public final class KeyInfo {
    private final FoundKey found;

    KeyInfo(FoundKey found) {
        this.found = found;
    }

    FoundKey found() {
        return found;
    }

    /** Returns the class. */
    public KeyObjectKind kind() {
        return found.kind();
    }

    /** Returns {@code RSA}, {@code AES}, {@code EC}, or the number of another type. */
    public String type() {
        return found.type();
    }

    /** Returns the label, empty where it has none. */
    public String label() {
        return found.label();
    }

    /** Returns the identifier, empty where it has none. */
    public byte[] id() {
        return found.id();
    }

    /** Returns the identifier in hex. */
    public String idHex() {
        return found.idHex();
    }

    /**
     * Returns the length of the modulus, of the curve's field or of the secret, 0 where the token
     * does not tell.
     */
    public int lengthBits() {
        return found.lengthBits();
    }

    /** Returns the public half of an RSA or EC key, as its token tells it. */
    public Optional<PublicKey> publicKey() {
        return found.publicKey();
    }

    /** Returns the public half of an RSA key. */
    public Optional<RSAPublicKey> rsaPublicKey() {
        return found.rsaPublicKey();
    }

    /** Returns what the token says of it; what it does not know is absent. */
    public Map<KeyAttribute, Boolean> attributes() {
        return found.attributes();
    }

    /**
     * Returns the trials of its guard that showed nothing, where the token has just made, stored or
     * sealed the key: the token failed them for another reason than the key's attributes, for
     * example because it lacks the function. Each is a function, with the mechanism or attribute.
     */
    public Set<String> guardNotShown() {
        return found.guard().notShown();
    }

    /**
     * Returns what the token refused in the templates of the key, where it has just made or stored
     * it: each attribute, with what the key says of it now.
     */
    public List<String> templateWithout() {
        return found.guard().leftOut();
    }

    /**
     * Returns the guards that the token leaves open, and that were allowed ({@link
     * Token#allowOpenGuards}), where it has just made the key: attributes that keep a recovery pair
     * or a wrapping key from being turned to another use.
     */
    public Set<String> openGuards() {
        return found.guard().open();
    }

    /** Whether the token says that an attribute is true. */
    public boolean is(KeyAttribute attribute) {
        Arguments.notNull("attribute", attribute);
        return found.is(attribute);
    }

    /** Whether the token says that an attribute is false; one it does not know is not. */
    public boolean isNot(KeyAttribute attribute) {
        Arguments.notNull("attribute", attribute);
        return found.isNot(attribute);
    }

    /** Returns a selector for this key: its identifier and label. */
    public KeySelector selector() {
        return found.selector();
    }

    /** Whether CKA_KEY_TYPE is CKK_RSA. */
    public boolean isRsa() {
        return found.isRsa();
    }

    /** Whether CKA_KEY_TYPE is CKK_EC. */
    public boolean isEc() {
        return found.isEc();
    }

    /** Whether CKA_KEY_TYPE is CKK_AES. */
    public boolean isAes() {
        return found.isAes();
    }

    /** Names the key for messages. */
    @Override
    public String toString() {
        return found.toString();
    }
}
