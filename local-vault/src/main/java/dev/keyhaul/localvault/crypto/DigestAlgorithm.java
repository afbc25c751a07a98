package dev.keyhaul.localvault.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest of the SHA-2 family and its DigestInfo up to the digest itself (RFC 8017 §9.2 note 1).
 */
enum DigestAlgorithm {
    SHA256("SHA-256", 32, "3031300d060960864801650304020105000420"),
    SHA384("SHA-384", 48, "3041300d060960864801650304020205000430"),
    SHA512("SHA-512", 64, "3051300d060960864801650304020305000440");

    private final String jdkName;
    private final int lengthBytes;
    private final String digestInfoHex;

    DigestAlgorithm(String jdkName, int lengthBytes, String digestInfoHex) {
        this.jdkName = jdkName;
        this.lengthBytes = lengthBytes;
        this.digestInfoHex = digestInfoHex;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    byte[] digestInfoPrefix() {
        return HexFormat.of().parseHex(digestInfoHex);
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(jdkName);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + jdkName, e);
        }
    }
}
