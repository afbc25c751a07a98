package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.BitSet;
import java.util.List;

/**
 * AES-256 keys that a token made, opened here: random ones do not look alike or regular. Fixed
 * tests find what a broken or a rigged generator makes. They refuse two keys of an honest one once
 * in 2^42 times; entropy that is missing but does not show cannot be found from outside.
 */
public final class AesSamples {
    /**
     * So few different byte values among 32: at most 256^16/16! * (16/256)^32 = 2^-44 a key. Zeros
     * at either end, hex digits of one case, and the same 16 bytes twice.
     */
    private static final int FEW_VALUES = 16;

    /** As many bytes in a row with one difference between them: 24 * 2^-56 = 2^-51 a key. */
    private static final int BYTES_IN_STEP = 9;

    /** Two keys that agree in so many places: 2^25 * 2^-72 = 2^-47 a pair. */
    private static final int SAME_PLACES = 9;

    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_PRINTABLE = 0x7e;
    private static final int BYTE_VALUES = 256;

    private AesSamples() {}

    /**
     * Refuses keys that repeat or have little entropy. What is wrapped under such a key is as good
     * as in the clear.
     */
    public static void requireRandom(List<SecretBytes> samples) throws CheckFailedException {
        for (int i = 0; i < samples.size(); i++) {
            if (samples.subList(0, i).contains(samples.get(i))) {
                throw badRandom("the token made the same AES key twice: its random numbers repeat");
            }
        }
        for (int i = 0; i < samples.size(); i++) {
            SecretBytes sample = samples.get(i);
            if (sample.<Boolean, RuntimeException>withRawSecretBytes(AesSamples::isRegular)) {
                throw badRandom("the token made an AES key of little entropy");
            }
            for (SecretBytes other : samples.subList(0, i)) {
                if (agree(sample, other)) {
                    throw badRandom("the token made two AES keys that are mostly the same");
                }
            }
        }
    }

    static CheckFailedException badRandom(String what) {
        return new CheckFailedException(
                Reason.TOKEN_UNSOUND,
                what,
                "nothing was written: do not use this token's keys until its vendor has examined it");
    }

    static boolean isRegular(byte[] key) {
        return hasFewValues(key) || isPrintable(key) || hasSteps(key);
    }

    private static boolean hasFewValues(byte[] key) {
        BitSet values = new BitSet(BYTE_VALUES);
        for (byte value : key) {
            values.set(Byte.toUnsignedInt(value));
        }
        return values.cardinality() <= FEW_VALUES;
    }

    /** Text, such as hex digits or Base64: (95/256)^32 = 2^-45 a key. */
    private static boolean isPrintable(byte[] key) {
        for (byte value : key) {
            if (value < FIRST_PRINTABLE || value > LAST_PRINTABLE) {
                return false;
            }
        }
        return true;
    }

    /** A counter, or one byte again and again. */
    private static boolean hasSteps(byte[] key) {
        int inStep = 2;
        for (int i = 2; i < key.length; i++) {
            boolean same = (byte) (key[i] - key[i - 1]) == (byte) (key[i - 1] - key[i - 2]);
            inStep = same ? inStep + 1 : 2;
            if (inStep == BYTES_IN_STEP) {
                return true;
            }
        }
        return false;
    }

    private static boolean agree(SecretBytes first, SecretBytes second) {
        return first.<Boolean, RuntimeException>withRawSecretBytes(
                one ->
                        second.<Boolean, RuntimeException>withRawSecretBytes(
                                other -> samePlaces(one, other) >= SAME_PLACES));
    }

    private static int samePlaces(byte[] one, byte[] other) {
        int same = 0;
        for (int i = 0; i < one.length; i++) {
            if (one[i] == other[i]) {
                same++;
            }
        }
        return same;
    }
}
