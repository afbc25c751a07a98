package dev.keyhaul.core.byok;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;

/**
 * The signature at the end of a statement: PKCS#1 v1.5 (RFC 8017 §8.2) with SHA-256. Firmware 2.x
 * pads the bare digest; firmware 3.x, by Microsoft's validator, a DigestInfo as usual. The JDK's
 * signatures know the second form alone, so the whole padded block is compared.
 */
final class StatementSignature {
    /** The DER of a DigestInfo up to the SHA-256 digest (RFC 8017 §9.2). */
    private static final byte[] DIGEST_INFO =
            HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private static final int PADDING_FROM = 2;

    private StatementSignature() {}

    /** Whether the last 256 bytes are the key's signature over all before them. */
    static boolean verifies(byte[] signed, RSAPublicKey key) {
        int end = signed.length - AttestedStatement.SIGNATURE_BYTES;
        if (end < 0 || key.getModulus().bitLength() != 8 * AttestedStatement.SIGNATURE_BYTES) {
            return false;
        }
        try {
            Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
            rsa.init(Cipher.DECRYPT_MODE, key);
            byte[] block = rsa.doFinal(signed, end, AttestedStatement.SIGNATURE_BYTES);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(signed, end));
            return MessageDigest.isEqual(block, padded(digest))
                    || MessageDigest.isEqual(block, padded(concat(DIGEST_INFO, digest)));
        } catch (GeneralSecurityException e) {
            // The signature is a number that is not below the modulus.
            return false;
        }
    }

    private static byte[] padded(byte[] content) {
        byte[] block = new byte[AttestedStatement.SIGNATURE_BYTES];
        int separator = block.length - content.length - 1;
        block[1] = 1;
        Arrays.fill(block, PADDING_FROM, separator, (byte) 0xff);
        System.arraycopy(content, 0, block, separator + 1, content.length);
        return block;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
