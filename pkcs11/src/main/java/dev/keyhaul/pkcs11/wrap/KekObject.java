package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.OwnObjects;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.SoftwareKek;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * The public half of a KEK or recovery pair as an object of a session. Its private half is
 * elsewhere: that of a {@link SoftwareKek}, which is in this process, never becomes one.
 */
public final class KekObject implements Session.Remembered {
    private final RSAPublicKey key;
    private final long handle;

    private KekObject(RSAPublicKey key, long handle) {
        this.key = key;
        this.handle = handle;
    }

    /**
     * Returns the session's object of a KEK, made when it has none. A session keeps the last one: a
     * batch wraps many keys under one KEK, and making and reading back its object anew would be
     * four calls a key.
     */
    static KekObject in(Session session, RsaAesWrappingKey kek)
            throws TokenException, CheckFailedException {
        Optional<KekObject> kept = session.remembered(KekObject.class, KekObject.class);
        if (kept.isPresent() && kept.get().isOf(kek.publicKey())) {
            return kept.get();
        }
        if (kept.isPresent()) {
            session.forget(KekObject.class);
            new SessionObject(session, kept.get().handle()).close();
        }
        KekObject made = create(session, kek.publicKey());
        session.remember(KekObject.class, made);
        return made;
    }

    /**
     * Makes the object, and reads its numbers back: what is wrapped under it shows nothing but its
     * length, so that a token that cut the numbers is caught here.
     */
    public static KekObject create(Session session, RSAPublicKey kek)
            throws TokenException, CheckFailedException {
        long handle = session.create(Templates.kek(kek));
        try {
            AttributeValues actual =
                    HonouredTemplate.read(
                            session, handle, Templates.kek(kek), Cka.MODULUS, Cka.PUBLIC_EXPONENT);
            if (!isNumber(actual, Cka.MODULUS, kek.getModulus())
                    || !isNumber(actual, Cka.PUBLIC_EXPONENT, kek.getPublicExponent())) {
                throw new CheckFailedException(
                        Reason.TOKEN_UNSOUND,
                        "the token's object for the KEK does not match the KEK",
                        "nothing was written: do not trust what this token wraps");
            }
            return new KekObject(kek, handle);
        } catch (TokenException | CheckFailedException | RuntimeException e) {
            OwnObjects.destroyAfter(session, e, List.of(handle));
            throw e;
        }
    }

    /** Returns the one that the security officer has put there: no session can make one. */
    static KekObject trusted(Session session, RsaAesWrappingKey kek) throws KeyTransferException {
        List<PresentObject> found = session.find(Templates.trustedKek(kek.publicKey()));
        if (found.isEmpty()) {
            throw new RefusedException(
                    Reason.KEY_TRUSTED_ONLY,
                    "the key can only be wrapped under a trusted key (CKA_WRAP_WITH_TRUSTED), and"
                            + " the token has no trusted KEK "
                            + kek.identity(),
                    "have the security officer create this KEK in the token, as a public key with CKA_TRUSTED and CKA_WRAP");
        }
        return new KekObject(kek.publicKey(), found.get(0).handle());
    }

    /** Wraps a target by CKM_RSA_AES_KEY_WRAP: a throw-away key has no such way to this KEK. */
    byte[] wrapInOneCall(Session session, HeldKey target, OaepHash hash) throws TokenException {
        return session.wrap(Oaep.inOneCall(hash), handle, target.handleIn(session));
    }

    private static boolean isNumber(AttributeValues actual, long type, BigInteger expected) {
        return actual.bytes(type).map(n -> new BigInteger(1, n).equals(expected)).orElse(false);
    }

    private boolean isOf(RSAPublicKey other) {
        return key.getModulus().equals(other.getModulus())
                && key.getPublicExponent().equals(other.getPublicExponent());
    }

    @Override
    public long handle() {
        return handle;
    }

    /** What RSA-OAEP gives is as long as the modulus. */
    static void requireLength(byte[] oaepPart, RSAPublicKey kek) throws CheckFailedException {
        int modulusBytes = RsaAesKeyWrap.oaepLengthBytes(kek);
        if (oaepPart.length != modulusBytes) {
            throw TokenFailure.lie(
                    "the token's RSA-OAEP output has "
                            + oaepPart.length
                            + " bytes; the KEK's modulus has "
                            + modulusBytes);
        }
    }
}
