package dev.keyhaul.pfx.pbe;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.ExtendedDigest;

/**
 * A hash of the JDK for Bouncy Castle's functions: the JVM's compiler replaces it by the
 * processor's own instructions, so that a key is derived from a password in a quarter of the time.
 */
final class JdkDigest implements ExtendedDigest {
    private final MessageDigest digest;
    private final int blockBytes;

    private JdkDigest(MessageDigest digest, int blockBytes) {
        this.digest = digest;
        this.blockBytes = blockBytes;
    }

    static JdkDigest of(String algorithm, int blockBytes) {
        try {
            return new JdkDigest(MessageDigest.getInstance(algorithm), blockBytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + algorithm, e);
        }
    }

    @Override
    public String getAlgorithmName() {
        return digest.getAlgorithm();
    }

    @Override
    public int getDigestSize() {
        return digest.getDigestLength();
    }

    @Override
    public int getByteLength() {
        return blockBytes;
    }

    @Override
    public void update(byte in) {
        digest.update(in);
    }

    @Override
    public void update(byte[] in, int start, int length) {
        digest.update(in, start, length);
    }

    @Override
    public int doFinal(byte[] out, int start) {
        try {
            return digest.digest(out, start, digest.getDigestLength());
        } catch (DigestException e) {
            throw new IllegalArgumentException("no room for a digest", e);
        }
    }

    @Override
    public void reset() {
        digest.reset();
    }
}
