package dev.keyhaul.core.keywrap;

import java.util.List;

/**
 * What the length of an AES-KWP part says of the key in it.
 *
 * @param form how the key is written
 * @param modulusBits its length, for RSA; else 0
 */
public record TargetLength(Form form, int modulusBits) {
    /** How the key is written. */
    public enum Form {
        /** An RSA key in unencrypted PKCS#8, as every importer takes it. */
        PKCS8,
        /** An RSA key in PKCS#1. */
        PKCS1,
        /** An RSA key's PEM text. */
        PEM,
        /** An EC or a symmetric key. */
        OTHER_KEY,
        /** No known key. */
        UNKNOWN
    }

    private static final List<Integer> RSA_BITS = List.of(1024, 2048, 3072, 4096);

    /** The exponent is 65537; d, dp, dq and q⁻¹ may be some bytes short, now and then. */
    private static final int SHORTER_BYTES = 11;

    /** SoftHSM 2.6.1 pads a key with up to 7 zero bytes before it wraps it. */
    private static final int ZERO_PADDING_BYTES = 7;

    /** PKCS#8's head around a PKCS#1 key: SEQUENCE, version, algorithm, OCTET STRING. */
    private static final int PKCS8_HEAD_BYTES = 26;

    /** P-256, P-256K, P-384, P-521 in PKCS#8 have 121 to 250 bytes; AES keys 16, 24 or 32. */
    private static final int LONGEST_OTHER_BYTES = 8 + 256;

    /**
     * Returns what an AES-KWP part of that length holds: the narrowest fit first, since the ranges
     * of the forms do not touch for one modulus.
     */
    public static TargetLength ofKwp(int kwpBytes) {
        for (int bits : RSA_BITS) {
            int pkcs8 = longestPkcs8Bytes(bits);
            if (fits(kwpBytes, pkcs8)) {
                return new TargetLength(Form.PKCS8, bits);
            } else if (fits(kwpBytes, pkcs8 - PKCS8_HEAD_BYTES)) {
                return new TargetLength(Form.PKCS1, bits);
            } else if (fitsPem(kwpBytes, pkcs8)) {
                return new TargetLength(Form.PEM, bits);
            }
        }
        Form form = kwpBytes <= LONGEST_OTHER_BYTES ? Form.OTHER_KEY : Form.UNKNOWN;
        return new TargetLength(form, 0);
    }

    private static boolean fits(int kwpBytes, int longestBytes) {
        return kwpBytes >= kwp(longestBytes - SHORTER_BYTES)
                && kwpBytes <= kwp(longestBytes + ZERO_PADDING_BYTES);
    }

    /** RFC 7468: lines of 64, and BEGIN and END of 28 and 26 characters with "PRIVATE KEY". */
    private static boolean fitsPem(int kwpBytes, int pkcs8) {
        return kwpBytes >= kwp(pemBytes(pkcs8 - SHORTER_BYTES))
                && kwpBytes <= kwp(pemBytes(pkcs8 + ZERO_PADDING_BYTES));
    }

    private static int pemBytes(int derBytes) {
        int base64 = (derBytes + 2) / 3 * 4;
        return 28 + base64 + (base64 + 63) / 64 + 26;
    }

    private static int kwp(int bytes) {
        return (bytes + 7) / 8 * 8 + 8;
    }

    /** Two primes whose highest bit is set, and every other number at its longest. */
    private static int longestPkcs8Bytes(int bits) {
        int half = bits / 16;
        int numbers = 3 + 5 + 2 * integer(2 * half + 1) + 5 * integer(half + 1);
        int pkcs1 = element(numbers);
        return element(3 + 15 + element(pkcs1));
    }

    private static int integer(int contentBytes) {
        return element(contentBytes);
    }

    private static int element(int contentBytes) {
        return contentBytes + (contentBytes < 0x80 ? 2 : contentBytes < 0x100 ? 3 : 4);
    }
}
