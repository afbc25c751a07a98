package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * An authenticated RSA public key without a name of its own: the wrapping key that AWS KMS or
 * Google Cloud KMS gave for one import, or the public half of a token's recovery pair. Immutable.
 *
 * @since 0.1.0
 */
public final class BareWrappingKey {
    private final RSAPublicKey publicKey;
    private final KekProvenance.Result found;

    private BareWrappingKey(RSAPublicKey publicKey, KekProvenance.Result found) {
        this.publicKey = publicKey;
        this.found = found;
    }

    /**
     * Returns the wrapping key, authenticated.
     *
     * @param publicKey 2048, 3072 or 4096 bits
     * @throws RefusedException if the provenance is another key's, or the key has another length
     */
    public static BareWrappingKey of(RSAPublicKey publicKey, KekProvenance provenance)
            throws RefusedException {
        KekProvenance.Result found = KekCandidate.require(provenance, publicKey, null);
        int bits = publicKey.getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new RefusedException(
                    Reason.KEY_LENGTH,
                    "the KEK has " + bits + " bits; 2048, 3072 or 4096 are accepted",
                    "request a wrapping key of 4096 bits, or make a recovery pair");
        }
        return new BareWrappingKey(publicKey, found);
    }

    /** Returns the public key. */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns what authenticates this key, for reports. */
    public String authenticatedBy() {
        return found.label();
    }

    /** Returns what that does not prove, for reports. */
    public List<String> notProven() {
        return found.notProven();
    }

    /**
     * Checks the rules without wrapping: the key's length and health, and that this key is as
     * strong. They are those of {@link BlobWrapper}.
     *
     * @param allowWeakKeys lets keys of 1024 bits, and keys with a known weakness, pass
     * @return warnings about the length
     * @throws RefusedException if a rule forbids this key
     * @throws KeyTransferException if it is not an RSA key after all
     */
    public List<String> check(TransferableKey key, KeyProfile profile, boolean allowWeakKeys)
            throws KeyTransferException {
        Arguments.notNull("key", key, "profile", profile);
        return new TargetRules(profile, allowWeakKeys, true).check(key, wrappingKey(OaepHash.SHA1));
    }

    /**
     * Wraps a key, where it lives, within the rules.
     *
     * @param oaepHash the hash that the owner of this key asks for
     * @param allowWeakKeys as in {@link #check}
     * @throws RefusedException if a rule forbids it
     * @throws KeyTransferException if the wrap fails or its proof does not hold
     */
    public WrappedKey wrap(
            TransferableKey key, OaepHash oaepHash, KeyProfile profile, boolean allowWeakKeys)
            throws KeyTransferException {
        Arguments.notNull("key", key, "oaepHash", oaepHash, "profile", profile);
        check(key, profile, allowWeakKeys);
        return key.wrapUnder(wrappingKey(oaepHash));
    }

    /**
     * Wraps an AES key by RSAES-OAEP alone, where it lives, within the rules.
     *
     * @param oaepHash the hash that the owner of this key asks for
     * @throws RefusedException if a rule forbids it, or if it is no AES key
     * @throws KeyTransferException if the wrap fails or its proof does not hold
     */
    public WrappedKey wrapDirectly(TransferableKey key, OaepHash oaepHash, KeyProfile profile)
            throws KeyTransferException {
        Arguments.notNull("key", key, "oaepHash", oaepHash, "profile", profile);
        check(key, profile, /* allowWeakKeys= */ false);
        return key.wrapUnder(WrappingKey.RsaOaep.unsafeOf(publicKey, oaepHash));
    }

    private RsaAesWrappingKey wrappingKey(OaepHash oaepHash) {
        return RsaAesWrappingKey.unsafeOf(publicKey, oaepHash);
    }
}
