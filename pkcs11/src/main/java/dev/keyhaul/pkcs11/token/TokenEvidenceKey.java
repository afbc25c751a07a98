package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.RsaBounds;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import java.security.interfaces.RSAPublicKey;

/**
 * An evidence key in a token: it signs, cannot leave, and does nothing else.
 *
 * <p>Thread-safe; holds nothing that is to be closed. Needs its token open.
 *
 * @since 0.1.0
 */
public final class TokenEvidenceKey implements EvidenceSigner {
    private static final int MIN_BITS = 2048;

    private final TokenKey key;
    private final RSAPublicKey publicKey;

    private TokenEvidenceKey(TokenKey key, RSAPublicKey publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Signs with a key for evidence.
     *
     * @throws RefusedException when the key can do anything but sign, can leave its token, has less
     *     than 2048 bits, or another exponent than 65537: a key that is also used otherwise can be
     *     made to sign by that
     */
    public static TokenEvidenceKey of(TokenKey key) throws RefusedException {
        KeyInfo info = key.info();
        if (!onlySigns(info) || info.lengthBits() < MIN_BITS) {
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_UNFIT,
                    info
                            + " is not an evidence key: such a key has at least "
                            + MIN_BITS
                            + " bits, can only sign, and is not extractable");
        }
        RSAPublicKey publicKey = key.description().requireRsa();
        if (!RsaBounds.isF4(publicKey)) {
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_UNFIT,
                    info
                            + " has the public exponent "
                            + publicKey.getPublicExponent()
                            + "; an evidence key needs 65537");
        }
        return new TokenEvidenceKey(key, publicKey);
    }

    /** Whether a private key signs, does nothing else, and cannot leave its token. */
    static boolean onlySigns(KeyInfo info) {
        return info.isRsa()
                && info.kind() == KeyObjectKind.PRIVATE
                && info.is(KeyAttribute.SIGN)
                && info.isNot(KeyAttribute.DECRYPT)
                && info.isNot(KeyAttribute.UNWRAP)
                && info.isNot(KeyAttribute.EXTRACTABLE);
    }

    @Override
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] data) throws KeyTransferException {
        Arguments.notNull("data", data);
        return key.sign(data);
    }
}
