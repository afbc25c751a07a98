package dev.keyhaul.pkcs11;

import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;

/**
 * Eight bits that depend on a PIN that a token accepted, and on a random key. They tell nearly
 * every mistyped PIN from it when the token does not look; one in 256 passes, in a process that is
 * logged in anyway. More bits would give a short PIN away to whoever reads a dump of the memory: of
 * the PINs of four digits, eight bits leave 39, and a token locks after fewer tries. A message
 * digest would keep a copy of the PIN.
 */
final class PinTag {
    /** Odd, with about as many ones as zeros: each bit of a byte reaches the upper bits. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long key;
    private final int tag;

    private PinTag(long key, int tag) {
        this.key = key;
        this.tag = tag;
    }

    static PinTag of(SecretBytes pin) {
        long key = new SecureRandom().nextLong();
        return new PinTag(key, tag(key, pin));
    }

    boolean fits(SecretBytes pin) {
        return tag == tag(key, pin);
    }

    private static int tag(long key, SecretBytes pin) {
        return pin.withRawSecretBytes(
                bytes -> {
                    long mixed = key;
                    for (byte b : bytes) {
                        mixed = (mixed ^ b) * SPREAD;
                        mixed ^= mixed >>> 32;
                    }
                    return (int) (mixed >>> 56);
                });
    }
}
