package dev.keyhaul.pkcs11;

import dev.keyhaul.core.RefusedException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key to be generated.
 *
 * @param purpose what it is for
 * @param label its label, which must be new in the token
 * @param lengthBits the length of the modulus or of the AES key
 * @param id its identifier; null for the SHA-1 of the modulus, or random bytes where that cannot be
 *     set afterwards
 * @param extractable whether a target can be wrapped; others never can
 */
public record KeyRequest(
        KeyPurpose purpose,
        String label,
        int lengthBits,
        byte @Nullable [] id,
        boolean extractable) {
    private static final Set<Integer> TARGET_BITS = Set.of(1024, 2048, 3072, 4096);

    /** Copies the identifier. */
    public KeyRequest {
        id = id == null ? null : id.clone();
    }

    /** Asks for a key of its purpose's usual length; a target is extractable. */
    public static KeyRequest of(KeyPurpose purpose, String label) {
        return new KeyRequest(
                purpose, label, purpose.defaultBits(), null, purpose == KeyPurpose.TARGET);
    }

    /** Asks for an RSA-2048 key that can be moved. */
    public static KeyRequest target(String label) {
        return of(KeyPurpose.TARGET, label);
    }

    /** Asks for an RSA-3072 recovery pair. */
    public static KeyRequest recovery(String label) {
        return of(KeyPurpose.RECOVERY, label);
    }

    /** Asks for an AES-256 wrapping key. */
    public static KeyRequest wrapping(String label) {
        return of(KeyPurpose.WRAPPING, label);
    }

    /** Asks for an RSA-3072 evidence key. */
    public static KeyRequest evidence(String label) {
        return of(KeyPurpose.EVIDENCE, label);
    }

    /** Asks for another length. */
    public KeyRequest withLengthBits(int bits) {
        return new KeyRequest(purpose, label, bits, id, extractable);
    }

    /** Asks for an identifier. */
    public KeyRequest withId(byte[] newId) {
        return new KeyRequest(purpose, label, lengthBits, newId, extractable);
    }

    /** Asks for a key that never leaves its token. */
    public KeyRequest notExtractable() {
        return new KeyRequest(purpose, label, lengthBits, id, false);
    }

    @Override
    public byte @Nullable [] id() {
        return id == null ? null : id.clone();
    }

    void check() throws RefusedException {
        if (label.isBlank()) {
            throw new RefusedException("a key without a label", "give it one: it is found by that");
        }
        boolean allowed =
                purpose == KeyPurpose.TARGET
                        ? TARGET_BITS.contains(lengthBits)
                        : lengthBits == purpose.defaultBits();
        if (!allowed) {
            throw new RefusedException(
                    "a length of "
                            + lengthBits
                            + " bits; "
                            + (purpose == KeyPurpose.TARGET
                                    ? "1024, 2048, 3072 or 4096 are allowed"
                                    : "a key of this purpose has " + purpose.defaultBits()),
                    "leave the length out: it is then " + purpose.defaultBits());
        }
        if (extractable && purpose != KeyPurpose.TARGET) {
            throw new RefusedException(
                    "only a target key can be extractable",
                    "a key that opens or signs must never leave its token");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRequest that
                && purpose == that.purpose
                && label.equals(that.label)
                && lengthBits == that.lengthBits
                && Arrays.equals(id, that.id)
                && extractable == that.extractable;
    }

    @Override
    public int hashCode() {
        return Objects.hash(purpose, label, lengthBits, Arrays.hashCode(id), extractable);
    }
}
