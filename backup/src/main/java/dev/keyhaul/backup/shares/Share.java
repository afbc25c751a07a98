package dev.keyhaul.backup.shares;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One share of a 32-byte key, a file of {@value #LENGTH_BYTES} bytes: {@code KHSHARE1}, set id
 * (16), index, needed, count (1 each), commitment (32), value (32), and SHA-256 of all before (32).
 *
 * <p>Not thread-safe; the value is zeroed on close.
 */
public final class Share implements AutoCloseable {
    /** The length of a share. */
    public static final int LENGTH_BYTES = 123;

    static final int VALUE_BYTES = 32;
    private static final byte[] MAGIC = "KHSHARE1".getBytes(StandardCharsets.US_ASCII);
    private static final int SET_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final byte[] set;
    private final int index;
    private final int needed;
    private final int count;
    private final byte[] commitment;
    private final SecretBytes value;

    Share(byte[] set, int index, int needed, int count, byte[] commitment, SecretBytes value) {
        this.set = set;
        this.index = index;
        this.needed = needed;
        this.count = count;
        this.commitment = commitment;
        this.value = value;
    }

    /**
     * Reads a share, which the caller closes; {@code file} stays the caller's to wipe.
     *
     * @throws MalformedInputException if it is not a share
     * @throws CheckFailedException when it is damaged
     */
    public static Share parse(byte[] file) throws MalformedInputException, CheckFailedException {
        if (file.length != LENGTH_BYTES
                || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedInputException(
                    Reason.SHARE_UNFIT,
                    "not a share: a share has "
                            + LENGTH_BYTES
                            + " bytes and begins with KHSHARE1; this file has "
                            + file.length,
                    "a sealed share must first be opened by its holder");
        }
        byte[] hash = Arrays.copyOfRange(file, LENGTH_BYTES - HASH_BYTES, LENGTH_BYTES);
        if (!MessageDigest.isEqual(hash, sha256(file, LENGTH_BYTES - HASH_BYTES))) {
            throw new CheckFailedException(
                    Reason.SHARE_UNFIT,
                    "the share is damaged: its SHA-256 does not match",
                    "use another copy of it, or another holder's share");
        }
        ByteBuffer fields = ByteBuffer.wrap(file, MAGIC.length, LENGTH_BYTES - MAGIC.length);
        byte[] set = bytes(fields, SET_BYTES);
        int index = fields.get() & 0xff;
        int needed = fields.get() & 0xff;
        int count = fields.get() & 0xff;
        byte[] commitment = bytes(fields, HASH_BYTES);
        SecretBytes value = SecretBytes.moveFrom(bytes(fields, VALUE_BYTES));
        return new Share(set, index, needed, count, commitment, value);
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    /** Returns the file's bytes, which the caller closes. */
    public SecretBytes encode() {
        byte[] file = new byte[LENGTH_BYTES];
        ByteBuffer fields = ByteBuffer.wrap(file).put(MAGIC).put(set);
        fields.put((byte) index).put((byte) needed).put((byte) count).put(commitment);
        value.withRawSecretBytes(fields::put);
        fields.put(sha256(file, LENGTH_BYTES - HASH_BYTES));
        return SecretBytes.moveFrom(file);
    }

    /** Returns SHA-256 of the file's bytes in hex, by which a manifest knows the share. */
    public String sha256() {
        try (SecretBytes file = encode()) {
            return HexFormat.of()
                    .formatHex(file.withRawSecretBytes(bytes -> sha256(bytes, bytes.length)));
        }
    }

    private static byte[] sha256(byte[] bytes, int length) {
        MessageDigest digest = Sha256.begin();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    /** Returns the share's place in its set, from 1. */
    public int index() {
        return index;
    }

    /** Returns the set's id in hex. */
    public String set() {
        return HexFormat.of().formatHex(set);
    }

    /** Returns the set's commitment to the key in hex. */
    public String commitmentHex() {
        return HexFormat.of().formatHex(commitment);
    }

    SecretBytes value() {
        return value;
    }

    @Override
    public String toString() {
        return "share " + index + " of " + count + ", " + needed + " needed";
    }

    /** Zeroes the value. */
    @Override
    public void close() {
        value.close();
    }
}
