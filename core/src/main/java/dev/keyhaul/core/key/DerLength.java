package dev.keyhaul.core.key;

import java.util.Arrays;

/** The length that a DER SEQUENCE says it has (X.690 §8.1.3). */
public final class DerLength {
    private static final byte SEQUENCE = 0x30;
    private static final int MAX_PADDING_BYTES = 7;

    private DerLength() {}

    /**
     * Returns the SEQUENCE without the up to 7 zero bytes that some tokens (SoftHSM 2.6.1) pad a
     * key with before they wrap it; anything else comes back unchanged, in a copy that the caller
     * wipes.
     */
    public static byte[] trimmed(byte[] der) {
        int length = sequenceLengthBytes(der);
        if (length < 0 || length > der.length || der.length - length > MAX_PADDING_BYTES) {
            return der.clone();
        }
        for (int i = length; i < der.length; i++) {
            if (der[i] != 0) {
                return der.clone();
            }
        }
        return Arrays.copyOf(der, length);
    }

    /**
     * Tells whether there is one SEQUENCE and nothing after it. The JDK's key factories pass over
     * what follows a key up to 17 and refuse it later.
     */
    public static boolean isWhole(byte[] der) {
        return sequenceLengthBytes(der) == der.length;
    }

    /** Header and body, or -1 when it is no SEQUENCE in the definite form of at most 3 octets. */
    private static int sequenceLengthBytes(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE) {
            return -1;
        }
        if (der[1] >= 0) {
            return 2 + der[1];
        }
        int octets = der[1] & 0x7F;
        if (octets == 0 || octets > 3 || der.length < 2 + octets) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = (length << 8) | (der[2 + i] & 0xFF);
        }
        return 2 + octets + length;
    }
}
