package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.pkcs11.TokenCapabilities.KeyWrap;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.Arrays;

/** Wraps a key of a token inside it, and proves the bytes before it hands them out. */
final class KeyWrapping {
    private final Token token;
    private final Session session;
    private final TokenKey target;
    private final KeyWrap keyWrap;

    KeyWrapping(Token token, Session session, TokenKey target) throws TokenException {
        this.token = token;
        this.session = session;
        this.target = target;
        this.keyWrap = token.capabilities().keyWrap();
    }

    /**
     * Wraps under an RSA public key in two steps, with an ephemeral AES key between that never
     * leaves the token in the clear.
     */
    WrappedKey underRsa(RsaAesWrappingKey kek) throws KeyTransferException {
        requireExtractable();
        token.requireOaep(kek.oaepHash());
        byte[] ciphertext;
        try (SessionObject kekObject =
                        SessionObject.create(session, Templates.kek(kek.publicKey()));
                SessionObject aes = ephemeralAes()) {
            OaepCheck.requireSame(session, kekObject.handle(), kek.publicKey());
            byte[] kwpPart = session.wrap(keyWrap.mechanism(), aes.handle(), target.handle());
            byte[] oaepPart =
                    session.wrap(
                            OaepCheck.mechanism(kek.oaepHash()), kekObject.handle(), aes.handle());
            ciphertext = joined(oaepPart, kwpPart, kek);
            prove(aes.handle(), ciphertext, oaepPart.length);
        }
        return wrapped(
                ciphertext,
                kek.method(),
                kek.identity(),
                keyWrap.describe()
                        + " under an ephemeral AES-256 key, "
                        + Ckm.name(Ckm.RSA_PKCS_OAEP)
                        + " of that key");
    }

    /** Wraps under an AES key that stays in the token. */
    WrappedKey underAes(TokenAesWrappingKey wrappingKey) throws KeyTransferException {
        requireExtractable();
        wrappingKey.requireFit(token);
        byte[] ciphertext =
                session.wrap(keyWrap.mechanism(), wrappingKey.handle(), target.handle());
        prove(wrappingKey.handle(), ciphertext, 0);
        return wrapped(
                ciphertext,
                WrapMethod.AES_KWP,
                wrappingKey.identity(),
                keyWrap.describe() + " under a resident AES-256 key");
    }

    /**
     * NSS softokn ignores EXTRACTABLE and WRAP_WITH_TRUSTED: so they are looked at here, as they
     * are now.
     */
    private void requireExtractable() throws KeyTransferException {
        AttributeValues values =
                session.read(target.handle(), Cka.EXTRACTABLE, Cka.WRAP_WITH_TRUSTED);
        if (!values.isTrue(Cka.EXTRACTABLE)) {
            throw new RefusedException(
                    "key '" + target.info().label() + "' is not extractable",
                    "it was made never to leave its token; generate one that is extractable");
        }
        if (values.isTrue(Cka.WRAP_WITH_TRUSTED)) {
            throw new RefusedException(
                    "key '"
                            + target.info().label()
                            + "' can be wrapped under a trusted key only (CKA_WRAP_WITH_TRUSTED)",
                    "a user cannot make a trusted ephemeral key; the security officer can make a"
                            + " trusted KEK, for a token that has CKM_RSA_AES_KEY_WRAP");
        }
    }

    private SessionObject ephemeralAes() throws TokenException {
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

    private void prove(long aes, byte[] ciphertext, int split) throws KeyTransferException {
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        new WrapProofInToken(session, token.random())
                .prove(keyWrap.mechanism(), aes, kwpPart, target.publicKey());
        // The module had this array in its hands: what it proved must still be what is shipped.
        if (!Arrays.equals(kwpPart, 0, kwpPart.length, ciphertext, split, ciphertext.length)) {
            throw new CheckFailedException("the wrapped bytes changed during their proof");
        }
    }

    private WrappedKey wrapped(
            byte[] ciphertext, WrapMethod method, String wrappingKey, String strategy) {
        return new WrappedKey(
                ciphertext,
                method,
                wrappingKey,
                target.publicKey(),
                target.origin(),
                strategy,
                WrapProof.THESE_BYTES_IN_TOKEN,
                keyWrap.notes());
    }
}
