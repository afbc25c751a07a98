package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.KeyTerms;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.OneShotTrial;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * CKM_RSA_AES_KEY_WRAP in one call. It never shows its AES key, so that its proof is that of a
 * throw-away key, not of these bytes: what they look like is checked all the same.
 *
 * @param reason why it is not done in two steps, whose proof is better
 */
record OneShotWrap(OneShotTrial trial, boolean underTrustedKek, String reason)
        implements WrapStrategy {
    private static final int CONTROL_BITS = 2048;

    /** PKCS#8 of keys of one size differ by a few bytes, and by their public exponent. */
    private static final int LENGTHS_DIFFER_BY = 40;

    private static final int SEMIBLOCK_BYTES = 8;

    @Override
    public WrappedKey wrap(Session session, HeldKey target, RsaAesWrappingKey kek)
            throws KeyTransferException {
        long kekHandle =
                underTrustedKek ? trustedKek(session, kek) : KekObject.in(session, kek).handle();
        byte[] ciphertext =
                session.wrap(Oaep.inOneCall(kek.oaepHash()), kekHandle, target.handleIn(session));
        requirePlausible(ciphertext, target, kek);
        return WrappedKey.of(ciphertext, kek.method(), kek.identity())
                .strategy(OneShotTrial.NAME + (underTrustedKek ? " under a trusted KEK" : ""))
                .proof(WrapProof.STAND_IN)
                .notes(trial.notes())
                .build(target.description(), target.origin())
                .chosenBecause(reason);
    }

    /** Only the security officer can make one; a KEK that this session makes is not trusted. */
    private static long trustedKek(Session session, RsaAesWrappingKey kek)
            throws KeyTransferException {
        List<PresentObject> found = session.find(Templates.trustedKek(kek.publicKey()));
        if (found.isEmpty()) {
            throw new RefusedException(
                    Reason.KEY_TRUSTED_ONLY,
                    "the key can only be wrapped under a trusted key (CKA_WRAP_WITH_TRUSTED), and"
                            + " the token has no trusted KEK "
                            + kek.identity(),
                    "have the security officer create this KEK in the token, as a public key with CKA_TRUSTED and CKA_WRAP");
        }
        return found.get(0).handle();
    }

    private void requirePlausible(byte[] ciphertext, HeldKey target, RsaAesWrappingKey kek)
            throws CheckFailedException {
        int split = RsaAesKeyWrap.oaepLengthBytes(kek.publicKey());
        int kwpBytes = ciphertext.length - split;
        boolean length = isPlausible(kwpBytes, target) && kwpBytes % SEMIBLOCK_BYTES == 0;
        if (!length || !isBelowModulus(Arrays.copyOf(ciphertext, split), kek)) {
            throw TokenFailure.lie(
                    "the token's CKM_RSA_AES_KEY_WRAP gave "
                            + ciphertext.length
                            + " bytes that cannot be this key under this KEK");
        }
    }

    /** An EC or AES key was rehearsed with one of its own length, which all its kind share. */
    private boolean isPlausible(int kwpBytes, HeldKey target) {
        return KeyTerms.type(target.description()) == TokenKeyType.RSA
                ? Math.abs(kwpBytes - expectedKwpBytes(target.description().lengthBits()))
                        <= LENGTHS_DIFFER_BY
                : kwpBytes == trial.kwpBytes();
    }

    /** The numbers of a private key are two as long as the modulus, and five half as long. */
    private int expectedKwpBytes(int targetBits) {
        return trial.kwpBytes() + (targetBits - CONTROL_BITS) * 9 / (2 * Byte.SIZE);
    }

    private static boolean isBelowModulus(byte[] oaepPart, RsaAesWrappingKey kek) {
        BigInteger number = new BigInteger(1, oaepPart);
        return number.compareTo(BigInteger.ONE) > 0
                && number.compareTo(kek.publicKey().getModulus()) < 0;
    }
}
