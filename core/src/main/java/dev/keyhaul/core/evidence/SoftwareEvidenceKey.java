package dev.keyhaul.core.evidence;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.RsaBounds;
import dev.keyhaul.core.key.SoftwareKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * An evidence key from a file. Whoever can read the file can sign: a token's key is better.
 *
 * <p>Not thread-safe; the software key stays the caller's to close.
 *
 * @since 0.1.0
 */
public final class SoftwareEvidenceKey implements EvidenceSigner {
    private static final int MIN_BITS = 2048;

    private final SoftwareKey key;
    private final RSAPublicKey publicKey;

    private SoftwareEvidenceKey(SoftwareKey key, RSAPublicKey publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Signs with a software key.
     *
     * @throws RefusedException when it has less than 2048 bits, or another exponent than 65537
     */
    public static SoftwareEvidenceKey of(SoftwareKey key) throws RefusedException {
        RSAPublicKey publicKey = key.description().requireRsa();
        int bits = key.description().lengthBits();
        if (bits < MIN_BITS) {
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_UNFIT,
                    "the evidence key has " + bits + " bits, but needs at least 2048");
        }
        if (!RsaBounds.isF4(publicKey)) {
            // What reads a record or a journal takes no other exponent.
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_UNFIT,
                    "the evidence key has the public exponent "
                            + publicKey.getPublicExponent()
                            + ", but must have 65537");
        }
        return new SoftwareEvidenceKey(key, publicKey);
    }

    @Override
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] data) {
        Arguments.notNull("data", data);
        return key.withClearKey(pkcs8 -> sign(pkcs8, data));
    }

    private static byte[] sign(byte[] pkcs8, byte[] data) {
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initSign(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
            rs256.update(data);
            return rs256.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("a software key's parts agree, so it signs", e);
        }
    }
}
