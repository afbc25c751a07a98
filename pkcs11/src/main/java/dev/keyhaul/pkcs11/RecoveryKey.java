package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * A recovery pair: keys are wrapped to its public half, anywhere, as master copies or to be moved,
 * and opened by its private half, in its token alone.
 *
 * <p>Thread-safe; holds nothing that is to be closed.
 *
 * @since 0.1.0
 */
public final class RecoveryKey implements UnwrappingKey {
    private static final int MIN_BITS = 2048;
    private static final int LONGEST_AES_BYTES = 40;
    private static final int LONGEST_EC_BYTES = 300;

    private final Token token;
    private final KeyInfo info;
    private final RSAPublicKey publicKey;

    RecoveryKey(Token token, KeyInfo info) throws TokenException {
        if (!info.isRsa() || info.kind() != KeyKind.PRIVATE || info.rsaPublicKey().isEmpty()) {
            throw Reason.RECOVERY_PAIR_MISSING.of(
                    new TokenException(info + " is not an RSA pair", null));
        }
        this.token = token;
        this.info = info;
        this.publicKey = info.rsaPublicKey().get();
    }

    /** Returns the private key as it was when it was found. */
    public KeyInfo info() {
        return info;
    }

    Token token() {
        return token;
    }

    /** Returns the public half. */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Whether a key is an RSA pair that unwraps, and neither decrypts nor signs. */
    static boolean isOne(KeyInfo key) {
        return key.isRsa()
                && key.kind() == KeyKind.PRIVATE
                && key.rsaPublicKey().isPresent()
                && key.is(KeyAttribute.UNWRAP)
                && key.isNot(KeyAttribute.DECRYPT)
                && key.isNot(KeyAttribute.SIGN);
    }

    /**
     * Returns the public half for wrapping master copies.
     *
     * @throws RefusedException when the private half is good for anything but unwrapping, was ever
     *     out of its token, or can leave it, or when the pair has less than 2048 bits
     */
    public RsaAesWrappingKey wrappingKey() throws RefusedException {
        if (info.lengthBits() < MIN_BITS) {
            throw Reason.RECOVERY_PAIR_MISSING.of(
                    new RefusedException(
                            info
                                    + " has "
                                    + info.lengthBits()
                                    + " bits; a recipient has 2048 or more"));
        }
        FitForMasterCopies.require(
                info,
                List.of(KeyAttribute.UNWRAP),
                List.of(KeyAttribute.DECRYPT, KeyAttribute.SIGN, KeyAttribute.MODIFIABLE));
        return RsaAesWrappingKey.unsafeOf(publicKey, OaepHash.SHA1).forStrongerKeys();
    }

    @Override
    public TokenKey restore(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException {
        return restore(ciphertext, new Expected.Key(expected), as);
    }

    /**
     * The same where no more than the key's fingerprint is known: a ciphertext that came from
     * elsewhere brings no public key. The token must tell a restored pair's public half; what kind
     * of key it is the ciphertext tells by its length: AES-KWP of an AES key has 24 to 40 bytes, of
     * PKCS#8 of an EC key less than 300, of an RSA key more.
     */
    public TokenKey restore(byte[] ciphertext, Fingerprint expected, RestoreAs as)
            throws KeyTransferException {
        int kwpBytes = ciphertext.length - RsaAesKeyWrap.oaepLengthBytes(publicKey);
        if (kwpBytes <= LONGEST_AES_BYTES) {
            int bits = Byte.SIZE * (kwpBytes - KeyProof.KWP_HEADER_BYTES);
            if (!KeyDescription.Aes.LENGTHS_BITS.contains(bits)) {
                throw UnwrapFailure.create();
            }
            return restore(ciphertext, new KeyDescription.Aes(bits, expected), as);
        }
        KeyType type = kwpBytes <= LONGEST_EC_BYTES ? KeyType.EC : KeyType.RSA;
        return restore(ciphertext, new Expected.ByFingerprint(expected, type), as);
    }

    private TokenKey restore(byte[] ciphertext, Expected expected, RestoreAs as)
            throws KeyTransferException {
        return KeyRestoring.restore(
                token, expected, as, RsaAesUnwrap.ways(token, info, publicKey, ciphertext));
    }
}
