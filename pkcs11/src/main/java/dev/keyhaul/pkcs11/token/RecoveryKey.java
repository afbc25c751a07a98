package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.FitForMasterCopies;
import dev.keyhaul.pkcs11.restore.RecoveryPair;
import dev.keyhaul.pkcs11.staying.GuardTrial;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private final Token token;
    private final KeyInfo info;
    private final RecoveryPair pair;
    private volatile @Nullable Set<String> openGuards;

    RecoveryKey(Token token, KeyInfo info) throws TokenException {
        this.token = token;
        this.info = info;
        this.pair = RecoveryPair.of(token.tried(), info.found());
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
        return pair.publicKey();
    }

    RecoveryPair pair() {
        return pair;
    }

    /**
     * Returns the public half for wrapping master copies.
     *
     * @throws RefusedException when the private half is good for anything but unwrapping, was ever
     *     out of its token, or can leave it, when its guards are open and that was not allowed, or
     *     when the pair has less than 2048 bits
     * @throws KeyTransferException if the token fails
     */
    public RsaAesWrappingKey wrappingKey() throws KeyTransferException {
        if (info.lengthBits() < MIN_BITS) {
            throw new RefusedException(
                    Reason.RECOVERY_PAIR_MISSING,
                    info
                            + " has "
                            + info.lengthBits()
                            + " bits, but a recipient needs at least 2048");
        }
        FitForMasterCopies.require(
                info.found(),
                List.of(KeyAttribute.UNWRAP),
                List.of(KeyAttribute.DECRYPT, KeyAttribute.SIGN));
        openGuards();
        return RsaAesWrappingKey.unsafeOf(publicKey(), OaepHash.SHA1).forStrongerKeys();
    }

    @Override
    public Set<String> openGuards() throws KeyTransferException {
        Set<String> known = openGuards;
        if (known == null) {
            known = GuardTrial.requireClosed(token.sessions(), info.found());
            openGuards = known;
        }
        return known;
    }

    @Override
    public TokenKey restore(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext, "expected", expected, "as", as);
        return new TokenKey(token, pair.restore(ciphertext, expected, as));
    }

    /**
     * The same where no more than the key's fingerprint is known: a ciphertext that came from
     * elsewhere brings no public key. The token must tell a restored pair's public half; what kind
     * of key it is the ciphertext tells by its length: AES-KWP of an AES key has 24 to 40 bytes, of
     * PKCS#8 of an EC key less than 300, of an RSA key more.
     */
    public TokenKey restore(byte[] ciphertext, Fingerprint expected, RestoreAs as)
            throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext, "expected", expected, "as", as);
        return new TokenKey(token, pair.restore(ciphertext, expected, as));
    }
}
