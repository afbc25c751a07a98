package dev.keyhaul.core.keywrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * One AES-KWP under way, a step at a time: the index-based form of RFC 3394 §2.2, with the padding
 * of RFC 5649 §4. A step is one AES block, which waits for the block before; so several lanes take
 * their steps in turn, and the processor works on all of them at once.
 *
 * <p>To unwrap, a block is AES/ECB/NoPadding. To wrap it is AES/CBC/NoPadding from a zero IV, whose
 * chaining does half of a step's exclusive-or, and whose other half is undone: SunJCE's ECB is made
 * for many blocks, and takes a quarter longer for one where the processor has AVX-512. In- and
 * output are apart because SunJCE allocates when it works in place, and semiblocks are numbers in
 * the machine's order, which need not be turned around.
 */
final class KwpLane implements AutoCloseable {
    static final int BLOCK_BYTES = 16;

    /** The first half of RFC 5649's alternative initial value; the length is the second. */
    private static final long ALTERNATIVE_IV = 0xA65959A6L << 32;

    private static final VarHandle NATIVE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final boolean TURN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int SEMIBLOCK_BYTES = AesKwp.SEMIBLOCK_BYTES;
    private static final int PASSES = 6;
    private static final IvParameterSpec ZERO_IV = new IvParameterSpec(new byte[BLOCK_BYTES]);

    private final Cipher aes;
    private final boolean wraps;
    private final byte[] input = new byte[BLOCK_BYTES];
    private final byte[] output = new byte[BLOCK_BYTES];

    /** R[1..n] of RFC 3394, in the machine's order. */
    private long[] semiblocks = new long[0];

    private int count;
    private int position;

    /** The number t of the step that comes next. */
    private int step;

    private int stepsLeft;

    /** A lane with a cipher of its own, which either wraps or unwraps. */
    KwpLane(boolean wraps, CipherSource ciphers) throws GeneralSecurityException {
        this.wraps = wraps;
        aes = wraps ? ciphers.aesCbc() : ciphers.aesEcb();
    }

    /** Starts to wrap a target of 1 byte or more, of which a copy is taken. */
    void beginWrap(byte[] target, SecretKey key) throws GeneralSecurityException {
        if (target.length == 0) {
            throw new IllegalArgumentException("AES-KWP takes 1 byte or more");
        }
        begin((target.length + SEMIBLOCK_BYTES - 1) / SEMIBLOCK_BYTES, key);
        load(target, 0, target.length);
        position = 0;
        step = 1;
        BIG_ENDIAN.set(input, 0, ALTERNATIVE_IV | target.length);
        NATIVE.set(input, SEMIBLOCK_BYTES, semiblocks[0]);
    }

    /** Starts to unwrap; {@code length} is a multiple of 8, 16 or more. */
    void beginUnwrap(byte[] wrapped, int offset, int length, SecretKey key)
            throws GeneralSecurityException {
        begin(length / SEMIBLOCK_BYTES - 1, key);
        load(wrapped, offset + SEMIBLOCK_BYTES, length - SEMIBLOCK_BYTES);
        position = count - 1;
        step = isOneBlock() ? 0 : stepsLeft;
        long register = (long) NATIVE.get(wrapped, offset) ^ bigEndian(step);
        NATIVE.set(input, 0, register);
        NATIVE.set(input, SEMIBLOCK_BYTES, semiblocks[position]);
    }

    private void begin(int semiblockCount, SecretKey key) throws GeneralSecurityException {
        initCipher(key);
        if (semiblocks.length < semiblockCount) {
            wipe();
            semiblocks = new long[semiblockCount];
        }
        count = semiblockCount;
        stepsLeft = isOneBlock() ? 1 : Math.multiplyExact(PASSES, count);
    }

    private void initCipher(SecretKey key) throws GeneralSecurityException {
        if (wraps) {
            aes.init(Cipher.ENCRYPT_MODE, key, ZERO_IV);
        } else {
            aes.init(Cipher.DECRYPT_MODE, key);
        }
    }

    /** What fits in one semiblock is one block without steps (RFC 5649 §4.1). */
    private boolean isOneBlock() {
        return count == 1;
    }

    private static long bigEndian(long number) {
        return TURN ? Long.reverseBytes(number) : number;
    }

    /** The last semiblock is padded with zeros. */
    private void load(byte[] bytes, int offset, int length) {
        int whole = length / SEMIBLOCK_BYTES;
        for (int i = 0; i < whole; i++) {
            semiblocks[i] = (long) NATIVE.get(bytes, offset + i * SEMIBLOCK_BYTES);
        }
        if (whole < count) {
            long last = 0;
            for (int i = whole * SEMIBLOCK_BYTES; i < length; i++) {
                last |= (bytes[offset + i] & 0xFFL) << (56 - 8 * (i % SEMIBLOCK_BYTES));
            }
            semiblocks[whole] = bigEndian(last);
        }
    }

    /** Returns how many steps are left until the result is there. */
    int stepsLeft() {
        return stepsLeft;
    }

    /** The first half of a step, which all lanes take before any takes the second. */
    void encryptBlock() throws GeneralSecurityException {
        aes.update(input, 0, BLOCK_BYTES, output, 0);
    }

    /** The second half: takes the output apart, and puts the next input together. */
    void collectAndStage() {
        stepsLeft--;
        if (wraps) {
            collectWrap();
        } else {
            collectUnwrap();
        }
    }

    /** CBC adds the last output to this input: that is where the register comes from. */
    private void collectWrap() {
        long low = (long) NATIVE.get(output, SEMIBLOCK_BYTES);
        semiblocks[position] = low;
        position = position + 1 == count ? 0 : position + 1;
        NATIVE.set(input, 0, bigEndian(step++));
        NATIVE.set(input, SEMIBLOCK_BYTES, semiblocks[position] ^ low);
    }

    private void collectUnwrap() {
        semiblocks[position] = (long) NATIVE.get(output, SEMIBLOCK_BYTES);
        position = position == 0 ? count - 1 : position - 1;
        NATIVE.set(input, 0, (long) NATIVE.get(output, 0) ^ bigEndian(--step));
        NATIVE.set(input, SEMIBLOCK_BYTES, semiblocks[position]);
    }

    /** Writes the finished wrap. */
    void writeWrapped(byte[] wrapped, int offset) {
        long lastStep = isOneBlock() ? 0 : bigEndian(step - 1);
        NATIVE.set(wrapped, offset, (long) NATIVE.get(output, 0) ^ lastStep);
        for (int i = 0; i < count; i++) {
            NATIVE.set(wrapped, offset + (i + 1) * SEMIBLOCK_BYTES, semiblocks[i]);
        }
    }

    /**
     * Returns the length of the finished unwrap's target in bytes, or -1 when RFC 5649 §3's three
     * checks do not hold; which of them it was shows neither in the result nor in the time.
     */
    int targetLength() {
        long register = (long) BIG_ENDIAN.get(output, 0);
        long length = register & 0xFFFF_FFFFL;
        long padding = (long) count * SEMIBLOCK_BYTES - length;
        // Out of 0..7 is wrong too; then the shift is anything, and it does not matter.
        long paddingBits = bigEndian(semiblocks[count - 1]) & ~(-1L << (8 * (padding & 7)));
        long wrong = (register ^ ALTERNATIVE_IV) >>> 32 | (padding & ~7L) | paddingBits;
        return wrong == 0 ? (int) length : -1;
    }

    /** Writes the finished unwrap's target, as long as {@code target}. */
    void writeTarget(byte[] target) {
        int whole = target.length / SEMIBLOCK_BYTES;
        for (int i = 0; i < whole; i++) {
            NATIVE.set(target, i * SEMIBLOCK_BYTES, semiblocks[i]);
        }
        for (int i = whole * SEMIBLOCK_BYTES; i < target.length; i++) {
            long last = bigEndian(semiblocks[whole]);
            target[i] = (byte) (last >>> (56 - 8 * (i % SEMIBLOCK_BYTES)));
        }
    }

    /** Zeroes what the lane holds of a target. */
    void wipe() {
        Arrays.fill(semiblocks, 0);
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }

    /** Zeroes it, and takes the last key from the cipher by giving it another. */
    @Override
    public void close() {
        wipe();
        try (EphemeralAesKey zeros = new EphemeralAesKey()) {
            initCipher(zeros);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES-256", e);
        }
    }
}
