package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.WipedRsaNumbers;

/**
 * A CryptoAPI PRIVATEKEYBLOB: BLOBHEADER, RSAPUBKEY and the numbers, little-endian throughout
 * (Microsoft's "RSA/Schannel Key BLOBs"); 596 bytes for RSA-1024, 1172 for RSA-2048. It may stand
 * behind a 12-byte prefix (observed in Exchange Server's importer).
 */
public final class CryptoApiBlob {
    static final int HEADER_BYTES = 8;

    private static final String NAME = "PRIVATEKEYBLOB";
    private static final int PREFIX_BYTES = 12;
    private static final int PUBLIC_BLOB = 0x06;
    private static final int PRIVATE_BLOB = 0x07;
    private static final int VERSION = 0x02;
    private static final int EXPONENT_BYTES = 4;

    private static final long CALG_RSA_KEYX = 0x0000A400;
    private static final long CALG_RSA_SIGN = 0x00002400;
    private static final long CALG_DSS_SIGN = 0x00002200;
    private static final long CALG_ECDSA = 0x00002203;
    private static final long CALG_ECDH = 0x0000AA05;

    private CryptoApiBlob() {}

    /** Whether a key blob's header is there: private or public, RSA or not. */
    public static boolean isOne(byte[] bytes) {
        return headerOffset(bytes) >= 0;
    }

    /**
     * Reads a private key; the caller closes it. The numbers are not checked against each other.
     *
     * @throws MalformedInputException when it is another key than an RSA private key, or its length
     *     is not what its header says
     */
    public static WipedRsaNumbers parse(byte[] bytes) throws MalformedInputException {
        int offset = headerOffset(bytes);
        if (offset < 0) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "not a CryptoAPI key blob: its header is missing");
        }
        BlobCursor cursor = new BlobCursor(bytes, offset, NAME);
        int type = (int) cursor.dword() & 0xFF;
        requireRsa(cursor.dword());
        long magic = cursor.dword();
        if (type == PUBLIC_BLOB || magic == BlobMagic.RSA1) {
            throw new MalformedInputException(
                    Reason.PRIVATE_KEY_MISSING,
                    "the key blob is a PUBLICKEYBLOB, which has no private key",
                    BlobMagic.EXPORT_HINT);
        }
        BlobMagic.require(magic, BlobMagic.RSA2, NAME);
        return numbers(cursor);
    }

    private static WipedRsaNumbers numbers(BlobCursor cursor) throws MalformedInputException {
        int bits = cursor.length("bitlen", BlobMagic.MAX_MODULUS_BITS);
        // Rounded up as OpenSSL does for lengths that are no multiple of 16.
        int whole = (bits + 7) / 8;
        int half = (bits + 15) / 16;
        cursor.requireRest(EXPONENT_BYTES + 2L * whole + 5L * half);
        byte[] e = cursor.reversed(EXPONENT_BYTES);
        byte[] n = cursor.reversed(whole);
        byte[] p = cursor.reversed(half);
        byte[] q = cursor.reversed(half);
        byte[] dp = cursor.reversed(half);
        byte[] dq = cursor.reversed(half);
        byte[] qInv = cursor.reversed(half);
        byte[] d = cursor.reversed(whole);
        return WipedRsaNumbers.moveFrom(n, e, d, p, q, dp, dq, qInv);
    }

    private static void requireRsa(long algorithm) throws MalformedInputException {
        if (algorithm == CALG_RSA_KEYX || algorithm == CALG_RSA_SIGN) {
            return;
        }
        throw new MalformedInputException(
                Reason.KEY_KIND,
                algorithm == CALG_DSS_SIGN
                        ? "the key blob has a DSA key; only RSA is accepted"
                        : algorithm == CALG_ECDSA || algorithm == CALG_ECDH
                                ? "the key blob has an EC key; only RSA is accepted"
                                : "the key blob has the algorithm 0x%08x; RSA is 0x0000a400 or 0x00002400"
                                        .formatted(algorithm));
    }

    private static int headerOffset(byte[] bytes) {
        return headerAt(bytes, 0) ? 0 : headerAt(bytes, PREFIX_BYTES) ? PREFIX_BYTES : -1;
    }

    /** Type, version and two reserved bytes: nothing else of the formats here begins so. */
    private static boolean headerAt(byte[] bytes, int at) {
        return bytes.length >= at + HEADER_BYTES
                && (bytes[at] == PUBLIC_BLOB || bytes[at] == PRIVATE_BLOB)
                && bytes[at + 1] == VERSION
                && bytes[at + 2] == 0
                && bytes[at + 3] == 0;
    }
}
