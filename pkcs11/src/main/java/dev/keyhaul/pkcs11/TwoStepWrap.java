package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.pkcs11.TokenCapabilities.KeyWrap;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Strategies 2 and 3: AES-KWP of the target under an ephemeral AES key that never leaves the token
 * in the clear, and RSA-OAEP of that key.
 *
 * @param notes what the choice of this strategy has to say, besides the token's quirks
 */
record TwoStepWrap(Token token, KeyWrap keyWrap, List<String> notes) implements WrapStrategy {
    @Override
    public WrappedKey wrap(Session session, TokenKey target, RsaAesWrappingKey kek)
            throws KeyTransferException {
        token.requireOaep(kek.oaepHash());
        return new WrappedKey(
                ciphertext(session, target, kek),
                kek.method(),
                kek.identity(),
                target.description(),
                target.origin(),
                describe(keyWrap),
                WrapProof.THESE_BYTES_IN_TOKEN,
                Stream.concat(keyWrap.notes().stream(), notes.stream()).toList());
    }

    static String describe(KeyWrap keyWrap) {
        return keyWrap.describe()
                + " under an ephemeral AES-256 key, "
                + Ckm.name(Ckm.RSA_PKCS_OAEP)
                + " of that key";
    }

    private byte[] ciphertext(Session session, TokenKey target, RsaAesWrappingKey kek)
            throws KeyTransferException {
        try (SessionObject kekObject =
                        SessionObject.create(session, Templates.kek(kek.publicKey()));
                SessionObject aes = ephemeralAes(session)) {
            OaepCheck.requireSame(session, kekObject.handle(), kek.publicKey());
            byte[] kwpPart =
                    session.wrap(keyWrap.mechanism(), aes.handle(), target.handleIn(session));
            byte[] oaepPart =
                    session.wrap(
                            OaepCheck.mechanism(kek.oaepHash()), kekObject.handle(), aes.handle());
            byte[] ciphertext = joined(oaepPart, kwpPart, kek);
            new WrapProofInToken(session, token.random())
                    .prove(
                            keyWrap.mechanism(),
                            aes.handle(),
                            ciphertext,
                            oaepPart.length,
                            target.publicKey());
            return ciphertext;
        }
    }

    static SessionObject ephemeralAes(Session session) throws TokenException {
        Template template = Templates.ephemeralAes();
        long handle = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), template);
        return SessionObject.checked(session, handle, template);
    }

    private static byte[] joined(byte[] oaepPart, byte[] kwpPart, RsaAesWrappingKey kek)
            throws CheckFailedException {
        int modulusBytes = RsaAesKeyWrap.oaepLengthBytes(kek.publicKey());
        if (oaepPart.length != modulusBytes) {
            throw new CheckFailedException(
                    "the token's RSA-OAEP output has "
                            + oaepPart.length
                            + " bytes; the KEK's modulus has "
                            + modulusBytes);
        }
        byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
        System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
        return ciphertext;
    }
}
