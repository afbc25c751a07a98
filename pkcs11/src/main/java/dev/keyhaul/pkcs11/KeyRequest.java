package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyDescription;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key to be generated. Immutable.
 *
 * <pre>{@code
 * token.generate(KeyRequest.target("tenant")); // RSA 2048, to be moved
 * token.generate(KeyRequest.target("signing").onCurve(KeyDescription.Curve.P256));
 * recovery.generate(KeyRequest.recovery("recovery")); // RSA 3072, which only unwraps
 * }</pre>
 *
 * @since 0.1.0
 */
public final class KeyRequest {
    private final KeyPurpose purpose;
    private final String label;
    private final TokenKeyType type;
    private final int lengthBits;
    private final byte @Nullable [] id;
    private final boolean extractable;

    private KeyRequest(
            KeyPurpose purpose,
            String label,
            TokenKeyType type,
            int lengthBits,
            byte @Nullable [] id,
            boolean extractable) {
        id = id == null ? null : id.clone();
        this.purpose = purpose;
        this.label = label;
        this.type = type;
        this.lengthBits = lengthBits;
        this.id = id;
        this.extractable = extractable;
    }

    /** {@return what it is for} */
    public KeyPurpose purpose() {
        return purpose;
    }

    /** {@return its label, which must be new in the token} */
    public String label() {
        return label;
    }

    /** {@return its kind} */
    public TokenKeyType type() {
        return type;
    }

    /** {@return the length of the modulus, of the curve's field or of the AES key} */
    public int lengthBits() {
        return lengthBits;
    }

    /** {@return whether a target can be wrapped; others never can} */
    public boolean extractable() {
        return extractable;
    }

    /**
     * Asks for a key of its purpose's usual length; a target is extractable.
     *
     * @param label 1 to 255 characters, no control characters
     * @param purpose what the key is for
     * @return the request
     * @throws IllegalArgumentException if it is no such text
     */
    public static KeyRequest of(KeyPurpose purpose, String label) {
        Arguments.text("label", label, Arguments.MAX_NAME);
        return new KeyRequest(
                purpose,
                label,
                purpose.type(),
                purpose.defaultBits(),
                null,
                purpose == KeyPurpose.TARGET);
    }

    /**
     * Asks for an RSA-2048 key that can be moved.
     *
     * @param label the label, which no key in the token has
     * @return the request
     */
    public static KeyRequest target(String label) {
        return of(KeyPurpose.TARGET, label);
    }

    /**
     * Asks for an RSA-3072 recovery pair.
     *
     * @param label the label, which no key in the token has
     * @return the request
     */
    public static KeyRequest recovery(String label) {
        return of(KeyPurpose.RECOVERY, label);
    }

    /**
     * Asks for an AES-256 wrapping key.
     *
     * @param label the label, which no key in the token has
     * @return the request
     */
    public static KeyRequest wrapping(String label) {
        return of(KeyPurpose.WRAPPING, label);
    }

    /**
     * Asks for an RSA-3072 evidence key.
     *
     * @param label the label, which no key in the token has
     * @return the request
     */
    public static KeyRequest evidence(String label) {
        return of(KeyPurpose.EVIDENCE, label);
    }

    /**
     * Asks for another kind, in its usual length.
     *
     * @param other the kind; RSA by default, AES for a wrapping key
     * @return the request for that kind
     */
    public KeyRequest ofType(TokenKeyType other) {
        return new KeyRequest(purpose, label, other, other.defaultBits(), id, extractable);
    }

    /**
     * Asks for an EC key on a curve.
     *
     * @param curve the curve
     * @return the request for that curve
     */
    public KeyRequest onCurve(KeyDescription.Curve curve) {
        return new KeyRequest(purpose, label, TokenKeyType.EC, curve.fieldBits(), id, extractable);
    }

    /**
     * Asks for another length.
     *
     * @param bits the length in bits; the kind's usual one by default
     * @return the request for that length
     */
    public KeyRequest withLengthBits(int bits) {
        return new KeyRequest(purpose, label, type, bits, id, extractable);
    }

    /**
     * Asks for an identifier.
     *
     * @param newId CKA_ID; {@link #id} explains it by default
     * @return the request with that identifier
     */
    public KeyRequest withId(byte[] newId) {
        Arguments.bytes("newId", newId, Arguments.MAX_NAME);
        return new KeyRequest(purpose, label, type, lengthBits, newId, extractable);
    }

    /**
     * Asks for a key that never leaves its token.
     *
     * @return the request for such a key; a target is extractable by default
     */
    public KeyRequest notExtractable() {
        return new KeyRequest(purpose, label, type, lengthBits, id, false);
    }

    /**
     * {@return its identifier; null for SHA-1 of the modulus or of the point, or the first 20 bytes
     * of an AES key's fingerprint; random bytes where that cannot be set afterwards}
     */
    public byte @Nullable [] id() {
        return id == null ? null : id.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRequest that
                && purpose == that.purpose
                && label.equals(that.label)
                && type == that.type
                && lengthBits == that.lengthBits
                && Arrays.equals(id, that.id)
                && extractable == that.extractable;
    }

    @Override
    public int hashCode() {
        return Objects.hash(purpose, label, type, lengthBits, Arrays.hashCode(id), extractable);
    }

    @Override
    public String toString() {
        return "KeyRequest["
                + purpose
                + ", "
                + label
                + ", "
                + type
                + ", "
                + lengthBits
                + ", "
                + extractable
                + "]";
    }
}
