package dev.keyhaul.core.der;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code RSAPrivateKey} of PKCS#1 (RFC 8017 §A.1.2) in DER, and how it stands inside PKCS#8 (RFC
 * 5208 §5).
 *
 * <p>A library would leave copies behind that nobody can wipe; these few lines do not. Callers wipe
 * what is returned.
 */
public final class Pkcs1Der {
    private static final byte INTEGER = 0x02;
    private static final byte OCTET_STRING = 0x04;
    private static final byte SEQUENCE = 0x30;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    /** Version 0, and the algorithm rsaEncryption with NULL parameters (RFC 8017 §A.1). */
    private static final byte[] PKCS8_HEAD =
            HexFormat.of().parseHex("020100" + "300d06092a864886f70d0101010500");

    private Pkcs1Der() {}

    /** RSA-16384 has less than 10 KiB. */
    private static final int MAX_LENGTH_BYTES = 32 * 1024;

    /** Refuses what would take long to compute with. */
    public static void requireBounded(byte[] pkcs1) throws MalformedInputException {
        if (pkcs1.length > MAX_LENGTH_BYTES) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS,
                    "the RSA key has "
                            + pkcs1.length
                            + " bytes; at most "
                            + MAX_LENGTH_BYTES
                            + " are allowed");
        }
    }

    /** Returns {@code pkcs1}, which is not looked into, inside PKCS#8. */
    public static byte[] toPkcs8(byte[] pkcs1) {
        byte[] octets = element(OCTET_STRING, pkcs1);
        byte[] body = joined(PKCS8_HEAD, octets);
        byte[] pkcs8 = element(SEQUENCE, body);
        wipe(octets, body);
        return pkcs8;
    }

    /** Returns the DER of the numbers, unsigned and big-endian, in the order of RFC 8017. */
    static byte[] ofNumbers(List<byte[]> numbers) {
        byte[] body = VERSION_0.clone();
        for (byte[] number : numbers) {
            byte[] signed = signed(number);
            byte[] element = element(INTEGER, signed);
            byte[] longer = joined(body, element);
            wipe(signed, element, body);
            body = longer;
        }
        byte[] pkcs1 = element(SEQUENCE, body);
        wipe(body);
        return pkcs1;
    }

    /** The shortest two's complement form of an unsigned number (X.690 §8.3). */
    private static byte[] signed(byte[] unsigned) {
        int from = 0;
        while (from < unsigned.length - 1 && unsigned[from] == 0) {
            from++;
        }
        boolean needsZero = unsigned.length == 0 || unsigned[from] < 0;
        byte[] signed = new byte[unsigned.length - from + (needsZero ? 1 : 0)];
        System.arraycopy(unsigned, from, signed, needsZero ? 1 : 0, unsigned.length - from);
        return signed;
    }

    static byte[] element(int tag, byte[] content) {
        byte[] length = length(content.length);
        byte[] element = new byte[1 + length.length + content.length];
        element[0] = (byte) tag;
        System.arraycopy(length, 0, element, 1, length.length);
        System.arraycopy(content, 0, element, 1 + length.length, content.length);
        return element;
    }

    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        } else if (length < 0x100) {
            return new byte[] {(byte) 0x81, (byte) length};
        }
        // No key that this is asked for is longer than 64 KiB: RSA-16384 takes less than 10.
        if (length > 0xFFFF) {
            throw new IllegalArgumentException("no RSA key has " + length + " bytes");
        }
        return new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static void wipe(byte[]... arrays) {
        for (byte[] array : arrays) {
            Arrays.fill(array, (byte) 0);
        }
    }
}
