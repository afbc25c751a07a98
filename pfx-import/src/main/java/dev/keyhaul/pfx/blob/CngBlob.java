package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.WipedRsaNumbers;
import java.util.List;
import java.util.stream.Stream;

/**
 * A CNG key blob, BCRYPT_RSAPRIVATE_BLOB ({@code RSA2}) or BCRYPT_RSAFULLPRIVATE_BLOB ({@code
 * RSA3}): a header of six little-endian dwords, then the numbers big-endian (bcrypt.h).
 */
final class CngBlob {
    private static final String NAME = "CNG key blob";
    private static final int MAX_NUMBER_BYTES = BlobMagic.MAX_MODULUS_BITS / 8;

    /** Public, private and generic forms of bcrypt.h. */
    private static final List<Long> EC =
            Stream.of("ECK", "ECS", "ECD")
                    .flatMap(kind -> "123456PV".chars().mapToObj(c -> kind + (char) c))
                    .map(BlobMagic::of)
                    .toList();

    private static final List<Long> DSA_OR_DH =
            Stream.of("DSPB", "DSPV", "DPB2", "DPV2", "DHPB", "DHPV").map(BlobMagic::of).toList();

    private CngBlob() {}

    static boolean isOne(byte[] bytes) {
        if (bytes.length < 4) {
            return false;
        }
        long magic = BlobMagic.at(bytes, 0);
        return magic == BlobMagic.RSA1
                || magic == BlobMagic.RSA2
                || magic == BlobMagic.RSA3
                || EC.contains(magic)
                || DSA_OR_DH.contains(magic);
    }

    static WipedRsaNumbers parse(byte[] bytes) throws MalformedInputException {
        BlobCursor cursor = new BlobCursor(bytes, 0, NAME);
        long magic = cursor.dword();
        requireRsaPrivate(magic);
        int bits = cursor.length("BitLength", BlobMagic.MAX_MODULUS_BITS);
        int exponentBytes = cursor.length("cbPublicExp", MAX_NUMBER_BYTES);
        int modulusBytes = cursor.length("cbModulus", MAX_NUMBER_BYTES);
        int pBytes = cursor.length("cbPrime1", MAX_NUMBER_BYTES);
        int qBytes = cursor.length("cbPrime2", MAX_NUMBER_BYTES);
        if (modulusBytes != (bits + 7) / 8) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    NAME + ": cbModulus is " + modulusBytes + " for " + bits + " bits");
        }
        boolean full = magic == BlobMagic.RSA3;
        long primes = (long) exponentBytes + modulusBytes + pBytes + qBytes;
        cursor.requireRest(full ? primes + 2L * pBytes + qBytes + modulusBytes : primes);
        byte[] e = cursor.bytes(exponentBytes);
        byte[] n = cursor.bytes(modulusBytes);
        byte[] p = cursor.bytes(pBytes);
        byte[] q = cursor.bytes(qBytes);
        return full ? full(cursor, n, e, p, q) : MissingCrtNumbers.compute(n, e, p, q);
    }

    private static WipedRsaNumbers full(BlobCursor cursor, byte[] n, byte[] e, byte[] p, byte[] q)
            throws MalformedInputException {
        byte[] dp = cursor.bytes(p.length);
        byte[] dq = cursor.bytes(q.length);
        byte[] qInv = cursor.bytes(p.length);
        byte[] d = cursor.bytes(n.length);
        return WipedRsaNumbers.moveFrom(n, e, d, p, q, dp, dq, qInv);
    }

    private static void requireRsaPrivate(long magic) throws MalformedInputException {
        if (magic == BlobMagic.RSA1) {
            throw new MalformedInputException(
                    Reason.PRIVATE_KEY_MISSING,
                    "the CNG key blob has only the public key",
                    BlobMagic.EXPORT_HINT);
        }
        if (EC.contains(magic)) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the CNG key blob has an EC key; only RSA is accepted");
        }
        if (DSA_OR_DH.contains(magic)) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the CNG key blob has a DSA or DH key; only RSA is accepted");
        }
        if (magic != BlobMagic.RSA3) {
            BlobMagic.require(magic, BlobMagic.RSA2, NAME);
        }
    }
}
