package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.probe.TriedToken;
import java.security.interfaces.RSAPublicKey;

/**
 * An RSA pair of a token that opens what is wrapped to it.
 *
 * @param token what is known of the token, and its sessions
 * @param key the private key
 * @param publicKey the public half
 */
public record RecoveryPair(TriedToken token, FoundKey key, RSAPublicKey publicKey) {
    private static final int LONGEST_AES_BYTES = 40;
    private static final int LONGEST_EC_BYTES = 300;

    /**
     * Takes the private key of a pair.
     *
     * @throws TokenException when it is a key of another kind
     */
    public static RecoveryPair of(TriedToken token, FoundKey key) throws TokenException {
        if (!key.isRsa() || key.kind() != KeyObjectKind.PRIVATE || key.rsaPublicKey().isEmpty()) {
            throw new TokenException(
                    Reason.RECOVERY_PAIR_MISSING, key + " is not an RSA pair", null);
        }
        return new RecoveryPair(token, key, key.rsaPublicKey().get());
    }

    /** Whether a key is an RSA pair that unwraps, and neither decrypts nor signs. */
    public static boolean isOne(FoundKey key) {
        return key.isRsa()
                && key.kind() == KeyObjectKind.PRIVATE
                && key.rsaPublicKey().isPresent()
                && key.is(KeyAttribute.UNWRAP)
                && key.isNot(KeyAttribute.DECRYPT)
                && key.isNot(KeyAttribute.SIGN);
    }

    /** Restores a key that is known whole. */
    public HeldKey restore(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException {
        return begin(ciphertext, expected, as).key();
    }

    /** The same within a larger whole, which asks for the key when its own session is back. */
    Restored begin(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException {
        return begin(ciphertext, new ExpectedTokenKey.Key(expected), as);
    }

    /** Restores a key of which its fingerprint alone is known; its length tells its kind. */
    public HeldKey restore(byte[] ciphertext, Fingerprint expected, RestoreAs as)
            throws KeyTransferException {
        int kwpBytes = ciphertext.length - RsaAesKeyWrap.oaepLengthBytes(publicKey);
        if (kwpBytes <= LONGEST_AES_BYTES) {
            int bits = Byte.SIZE * (kwpBytes - KeyProof.KWP_HEADER_BYTES);
            if (!KeyDescription.Aes.LENGTHS_BITS.contains(bits)) {
                throw UnwrapFailure.create();
            }
            return restore(ciphertext, new KeyDescription.Aes(bits, expected), as);
        }
        TokenKeyType type = kwpBytes <= LONGEST_EC_BYTES ? TokenKeyType.EC : TokenKeyType.RSA;
        return begin(ciphertext, new ExpectedTokenKey.ByFingerprint(expected, type), as).key();
    }

    private Restored begin(byte[] ciphertext, ExpectedTokenKey expected, RestoreAs as)
            throws KeyTransferException {
        return Restoration.restore(
                token.sessions(),
                expected,
                as,
                RsaAesUnwrap.ways(token, key, publicKey, ciphertext));
    }
}
