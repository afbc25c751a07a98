package dev.keyhaul.core.byok;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * An authenticated RSA public key without a name of its own: the wrapping key that AWS KMS or
 * Google Cloud KMS gave for one import, or the public half of a token's recovery pair. Immutable.
 */
public final class BareWrappingKey {
    private final RSAPublicKey publicKey;
    private final KekProvenance provenance;

    private BareWrappingKey(RSAPublicKey publicKey, KekProvenance provenance) {
        this.publicKey = publicKey;
        this.provenance = provenance;
    }

    /**
     * Returns the wrapping key, authenticated.
     *
     * @param publicKey 2048, 3072 or 4096 bits
     * @throws RefusedException if the provenance is another key's, or the key has another length
     */
    public static BareWrappingKey of(RSAPublicKey publicKey, KekProvenance provenance)
            throws RefusedException {
        provenance.require(Fingerprint.of(publicKey), Optional.empty());
        int bits = publicKey.getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new RefusedException(
                    "KEK is of " + bits + " bits; 2048, 3072 or 4096 are taken",
                    "ask for a wrapping key of 4096 bits, or make a recovery pair");
        }
        return new BareWrappingKey(publicKey, provenance);
    }

    /** Returns the public key. */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns what authenticates this key, for reports. */
    public String authenticatedBy() {
        return provenance.label();
    }

    /** Returns the key under which a target is wrapped, with the hash that its owner asks for. */
    public RsaAesWrappingKey wrappingKey(OaepHash oaepHash) {
        return RsaAesWrappingKey.unsafeOf(publicKey, oaepHash);
    }
}
