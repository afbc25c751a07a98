package dev.keyhaul.pkcs11;

import dev.keyhaul.core.secret.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Eight bits of a salted hash of a PIN that a token accepted. They tell nearly every mistyped PIN
 * from it when the token does not look; one in 256 passes, in a process that is logged in anyway.
 * More bits would give a short PIN away to whoever reads a dump of the memory: of the PINs of four
 * digits, eight bits leave 39, and a token locks after fewer tries.
 */
final class PinTag {
    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 1;

    private final byte[] salt;
    private final byte[] tag;

    private PinTag(byte[] salt, byte[] tag) {
        this.salt = salt;
        this.tag = tag;
    }

    static PinTag of(SecretBytes pin) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PinTag(salt, hash(salt, pin));
    }

    boolean fits(SecretBytes pin) {
        return MessageDigest.isEqual(tag, hash(salt, pin));
    }

    private static byte[] hash(byte[] salt, SecretBytes pin) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(salt);
            byte[] all = pin.withRawSecretBytes(sha256::digest);
            byte[] some = Arrays.copyOf(all, TAG_BYTES);
            Arrays.fill(all, (byte) 0);
            return some;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
