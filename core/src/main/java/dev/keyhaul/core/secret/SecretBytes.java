package dev.keyhaul.core.secret;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A byte array that holds a secret and is zeroed when it is closed.
 *
 * <pre>{@code
 * try (SecretBytes secret = SecretBytes.moveFrom(manager.get("tenant"))) {
 *     int length = secret.withRawSecretBytes(bytes -> bytes.length); // the only way to the bytes
 * }
 * }</pre>
 *
 * <p>Not thread-safe: one owner uses and closes it. What it cannot do: the garbage collector may
 * have copied the array before it is zeroed, and {@link java.math.BigInteger} or {@link
 * java.security.Key} objects made from it hold copies of their own.
 *
 * @since 0.1.0
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy of {@code source}, which stays the caller's to wipe.
     *
     * @param source the bytes; they are not changed
     * @return the secret; the caller closes it
     */
    public static SecretBytes copyOf(byte[] source) {
        return new SecretBytes(source.clone());
    }

    /**
     * Takes a copy of {@code source} and zeroes {@code source}.
     *
     * @param source the bytes, which are zeroed
     * @return the secret; the caller closes it
     */
    public static SecretBytes moveFrom(byte[] source) {
        SecretBytes secret = new SecretBytes(source.clone());
        Arrays.fill(source, (byte) 0);
        return secret;
    }

    /**
     * Reads a raw key from a file that only its owner can read, whatever its bytes; the caller
     * closes it.
     *
     * @param file a file with mode 0600 or stricter
     * @return its bytes; the caller closes it
     * @throws FileException if the file is missing, not regular, not readable or longer than 64 KiB
     * @throws RefusedException if another user can read, write or replace it
     */
    public static SecretBytes read(Path file) throws KeyTransferException {
        return SecretFile.readBytes(file);
    }

    /** {@return the length in bytes} */
    public int lengthBytes() {
        requireOpen();
        return bytes.length;
    }

    /**
     * Lets {@code use} read the raw bytes; it must neither keep nor change the array.
     *
     * @param <R> the type of the result
     * @param <X> what {@code use} may throw
     * @param use takes the bytes, and must not keep them
     * @return what {@code use} returns
     * @throws IllegalStateException when this secret is closed
     * @throws X if {@code use} throws it
     */
    public <R, X extends Exception> R withRawSecretBytes(Use<R, X> use) throws X {
        requireOpen();
        return use.with(bytes);
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes that
                && !closed
                && !that.closed
                && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Tells nothing of the contents. */
    @Override
    public int hashCode() {
        return SecretBytes.class.hashCode();
    }

    @Override
    public String toString() {
        return "<redacted>";
    }

    /** Zeroes the bytes; closing twice has no effect. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("secret is closed");
        }
    }

    /**
     * What is done with the raw bytes. Called by the calling thread, before the method returns.
     *
     * @param <R> what it gives
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Use<R, X extends Exception> {
        /**
         * Uses the bytes without keeping them.
         *
         * @param rawSecretBytes the bytes, which are zeroed when this returns
         * @return the result, which must not hold them
         * @throws X if the use fails
         */
        R with(byte[] rawSecretBytes) throws X;
    }
}
