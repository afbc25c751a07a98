package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.interfaces.RSAPublicKey;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The wrappers under one RSA public key, used again: making one, with its ciphers and a seeded
 * generator of its own, costs as much as wrapping several keys. As many are kept as threads wrapped
 * at once. Thread-safe.
 */
public final class KeyWrappers {
    private final RSAPublicKey kek;
    private final OaepHash oaepHash;
    private final CipherSource ciphers;
    private final Queue<KeyWrapper> idle = new ConcurrentLinkedQueue<>();

    /** Makes none yet. */
    public KeyWrappers(RSAPublicKey kek, OaepHash oaepHash, CipherSource ciphers) {
        this.kek = kek;
        this.oaepHash = oaepHash;
        this.ciphers = ciphers;
    }

    /**
     * Wraps one target of 1 byte or more, by a wrapper that no other thread uses.
     *
     * @throws IllegalStateException when the target is closed, or the random number generator
     *     repeats itself
     */
    public byte[] wrap(SecretBytes target) {
        KeyWrapper wrapper = idle.poll();
        if (wrapper == null) {
            wrapper = new KeyWrapper(kek, oaepHash, ciphers, WrapRandom.create());
        }
        byte[] ciphertext = wrapper.wrap(target);
        // One that failed is not used again.
        idle.add(wrapper);
        return ciphertext;
    }
}
