package dev.keyhaul.core.byok;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.OaepHash;
import java.security.interfaces.RSAPublicKey;

/**
 * An authenticated RSA public key without a name of its own: the wrapping key that AWS KMS or
 * Google Cloud KMS gave for one import, or the public half of a token's recovery pair. Immutable.
 */
public final class BareWrappingKey {
    private final RSAPublicKey publicKey;
    private final FingerprintSource source;

    private BareWrappingKey(RSAPublicKey publicKey, FingerprintSource source) {
        this.publicKey = publicKey;
        this.source = source;
    }

    /**
     * Returns the wrapping key, authenticated by its fingerprint.
     *
     * @param publicKey 2048, 3072 or 4096 bits
     * @param fingerprint obtained where the key comes from, never computed from the key given here
     * @throws RefusedException when the key has another fingerprint, or another length
     */
    public static BareWrappingKey of(
            RSAPublicKey publicKey, Fingerprint fingerprint, FingerprintSource source)
            throws RefusedException {
        KekCandidate.requireMatch(publicKey, fingerprint);
        int bits = publicKey.getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new RefusedException(
                    "KEK is of " + bits + " bits; 2048, 3072 or 4096 are taken",
                    "ask for a wrapping key of 4096 bits, or make a recovery pair");
        }
        return new BareWrappingKey(publicKey, source);
    }

    /** Returns the public key. */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns what authenticates this key, for reports. */
    public String authenticatedBy() {
        return source.label();
    }

    /** Returns the key under which a target is wrapped, with the hash that its owner asks for. */
    public RsaAesWrappingKey wrappingKey(OaepHash oaepHash) {
        return new RsaAesWrappingKey(publicKey, oaepHash);
    }
}
