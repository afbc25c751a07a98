package dev.keyhaul.core.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as manifests and journals write it down. */
public final class Sha256 {
    private Sha256() {}

    /** Returns the digest as 64 lower-case hex digits. */
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(begin().digest(content));
    }

    /** Returns a digest of nothing yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
