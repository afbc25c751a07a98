package dev.keyhaul.core.keywrap;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * One AES key, zeroed on close. Unlike {@link javax.crypto.spec.SecretKeySpec} it leaves no copy to
 * the garbage collector but those that ciphers make: SunJCE zeroes the encoded form that it asks
 * for, not its expanded key.
 *
 * <p>An object is never filled twice: ACCP takes the same object for the same key, and would go on
 * with the bytes of the first.
 */
public final class EphemeralAesKey implements SecretKey, AutoCloseable {
    static final int LENGTH_BYTES = 32;
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    /** Makes room for an AES-256 key. */
    EphemeralAesKey() {
        this(LENGTH_BYTES);
    }

    private EphemeralAesKey(int lengthBytes) {
        bytes = new byte[lengthBytes];
    }

    /** Copies a key of 16, 24 or 32 bytes, which stay the caller's to wipe. */
    public static EphemeralAesKey copyOf(byte[] raw) {
        EphemeralAesKey key = new EphemeralAesKey(raw.length);
        System.arraycopy(raw, 0, key.bytes, 0, raw.length);
        return key;
    }

    /** Returns the array itself: to fill, and for the cipher that wraps the key. */
    byte[] rawBytes() {
        return bytes;
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** Returns a copy, which the cipher that asks for it zeroes. */
    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "<redacted>";
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
        throw new NotSerializableException(EphemeralAesKey.class.getName());
    }
}
