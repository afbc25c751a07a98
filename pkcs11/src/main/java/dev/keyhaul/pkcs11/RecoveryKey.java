package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.OaepHash;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;

/**
 * A recovery pair: master copies are wrapped to its public half, anywhere, and opened by its
 * private half, in its token alone.
 *
 * <p>Thread-safe; holds nothing that is to be closed.
 */
public final class RecoveryKey implements UnwrappingKey {
    private static final int MIN_BITS = 2048;

    private final Token token;
    private final KeyInfo info;
    private final RSAPublicKey publicKey;

    RecoveryKey(Token token, KeyInfo info) throws TokenException {
        if (!info.isRsa() || info.kind() != KeyKind.PRIVATE || info.publicKey().isEmpty()) {
            throw new TokenException(
                    info + " is no RSA pair",
                    "make a recovery pair with 'key generate --purpose recovery'");
        }
        this.token = token;
        this.info = info;
        this.publicKey = info.publicKey().get();
    }

    /** Returns the private key as it was when it was found. */
    public KeyInfo info() {
        return info;
    }

    /** Returns the public half. */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /**
     * Returns the public half for wrapping master copies.
     *
     * @throws RefusedException when the private half is good for anything but unwrapping, was ever
     *     out of its token, or can leave it, or when the pair has less than 2048 bits
     */
    public RsaAesWrappingKey wrappingKey() throws RefusedException {
        if (info.lengthBits() < MIN_BITS) {
            throw new RefusedException(
                    info + " has " + info.lengthBits() + " bits; a recipient has 2048 or more",
                    "make one with 'key generate --purpose recovery'");
        }
        FitForMasterCopies.require(
                info,
                List.of(KeyAttribute.UNWRAP),
                List.of(KeyAttribute.DECRYPT, KeyAttribute.SIGN, KeyAttribute.MODIFIABLE));
        return RsaAesWrappingKey.sha1(publicKey);
    }

    @Override
    public TokenKey restore(byte[] ciphertext, RSAPublicKey expected, RestoreAs as)
            throws KeyTransferException {
        int split = RsaAesKeyWrap.oaepLengthBytes(publicKey);
        if (ciphertext.length <= split) {
            throw UnwrapFailure.create();
        }
        byte[] oaepPart = Arrays.copyOf(ciphertext, split);
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        return KeyRestoring.restore(
                token,
                expected,
                as,
                (restoring, session) -> open(restoring, session, oaepPart, kwpPart));
    }

    /** The AES key opens one key and goes; it can neither leave nor decrypt. */
    private long open(KeyRestoring restoring, Session session, byte[] oaepPart, byte[] kwpPart)
            throws KeyTransferException {
        Template aesTemplate = Templates.unwrappedAes();
        long unwrapped =
                Unwrapping.unwrap(
                        session,
                        OaepCheck.mechanism(OaepHash.SHA1),
                        session.handleOf(info),
                        oaepPart,
                        aesTemplate);
        try (SessionObject aes = SessionObject.checked(session, unwrapped, aesTemplate)) {
            return restoring.unwrap(aes.handle(), kwpPart);
        }
    }
}
