package dev.keyhaul.core.key;

import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A key wrapped under another, and how that was done and proven.
 *
 * @param ciphertext the wrapped bytes; for RSA-AES the OAEP part, then the AES-KWP part
 * @param method how the bytes are laid out
 * @param wrappingKey the {@link WrappingKey#identity()} of the key that opens them
 * @param publicKey the public half of the wrapped key
 * @param origin where the wrapped key lives
 * @param strategy the mechanisms that made the bytes, for reports
 * @param proof what is known of the bytes
 * @param notes what a reader years from now must know, such as a token's zero padding
 */
public record WrappedKey(
        byte[] ciphertext,
        WrapMethod method,
        String wrappingKey,
        RSAPublicKey publicKey,
        KeyOrigin origin,
        String strategy,
        WrapProof proof,
        List<String> notes) {

    /** Copies the bytes and the notes. */
    public WrappedKey {
        ciphertext = ciphertext.clone();
        notes = List.copyOf(notes);
    }

    /** Returns a copy of the wrapped bytes. */
    @Override
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrappedKey that
                && Arrays.equals(ciphertext, that.ciphertext)
                && method == that.method
                && wrappingKey.equals(that.wrappingKey)
                && publicKey.equals(that.publicKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(ciphertext), method, wrappingKey);
    }

    @Override
    public String toString() {
        return "WrappedKey["
                + method
                + ", "
                + ciphertext.length
                + " bytes under "
                + wrappingKey
                + "]";
    }
}
