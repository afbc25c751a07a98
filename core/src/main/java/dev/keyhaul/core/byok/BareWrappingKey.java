package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.OaepHash;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * An RSA public key without a name of its own, for which somebody vouched: the wrapping key that
 * AWS KMS or Google Cloud KMS gave for one import, or the public half of a token's recovery pair.
 *
 * @param publicKey 2048, 3072 or 4096 bits
 * @param vouchedFor who says whose it is, for reports
 */
public record BareWrappingKey(RSAPublicKey publicKey, String vouchedFor) {
    /**
     * Reads it from PEM or DER.
     *
     * @param fingerprint the key's, as a second person got it by another way
     * @throws RefusedException when nobody vouches for it, it is another key, or of another length
     * @throws dev.keyhaul.core.MalformedInputException when it is no RSA public key
     */
    public static BareWrappingKey read(byte[] file, Optional<Fingerprint> fingerprint)
            throws KeyTransferException {
        RSAPublicKey key = PublicKeyEncoding.parse(file);
        Vouching.requireGiven(key, fingerprint);
        Vouching.requireMatch(key, fingerprint);
        int bits = key.getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new RefusedException(
                    "KEK is of " + bits + " bits; 2048, 3072 or 4096 are taken",
                    "ask for a wrapping key of 4096 bits, or make a recovery pair");
        }
        return new BareWrappingKey(key, Vouching.BY_FINGERPRINT);
    }

    /** Returns the key under which a target is wrapped, with the hash that its owner asks for. */
    public RsaAesWrappingKey wrappingKey(OaepHash oaepHash) {
        return new RsaAesWrappingKey(publicKey, oaepHash);
    }
}
