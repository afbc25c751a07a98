package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.wrap.KekObject;
import dev.keyhaul.pkcs11.wrap.SecondOpening;
import dev.keyhaul.pkcs11.wrap.ShippingAes;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A second proof in the token of a recovery pair that receives a master copy of the key as well.
 *
 * @param pair the recovery pair
 * @param keepsCopyOf whether the pair receives a master copy of a key
 */
public record OpeningByPair(RecoveryPair pair, Predicate<Fingerprint> keepsCopyOf)
        implements SecondOpening {
    public static final String WHY =
            "a second proof counts only in another vendor's token, by a recovery pair that has a "
                    + "master copy of the key";

    @Override
    public void requireKeeps(KeyDescription target) throws RefusedException {
        if (!keepsCopyOf.test(target.fingerprint())) {
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "the recovery pair "
                            + Fingerprint.of(pair.publicKey())
                            + ", which could open the key after this proof, has no master copy of it",
                    WHY);
        }
    }

    @Override
    public void prove(
            Session session, ShippingAes aes, byte[] ciphertext, int split, KeyDescription target)
            throws KeyTransferException {
        KekObject recipient = KekObject.create(session, pair.publicKey());
        byte[] oaepPart;
        try {
            oaepPart = aes.wrapUnder(recipient, OaepHash.SHA1);
        } finally {
            new SessionObject(session, recipient.handle()).close();
        }
        if (oaepPart.length != RsaAesKeyWrap.oaepLengthBytes(pair.publicKey())) {
            throw new TokenException(
                    Reason.TOKEN_UNSOUND,
                    "the token's RSA-OAEP output for the second proof has "
                            + oaepPart.length
                            + " bytes",
                    TokenFailure.HINT);
        }
        int kwpBytes = ciphertext.length - split;
        byte[] forPair = Arrays.copyOf(oaepPart, oaepPart.length + kwpBytes);
        System.arraycopy(ciphertext, split, forPair, oaepPart.length, kwpBytes);
        try {
            pair.restore(forPair, target, RestoreAs.sessionKey()).close();
        } catch (CheckFailedException e) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "the blob's bytes cannot be unwrapped in "
                            + place()
                            + ", although the key's own token can unwrap them",
                    TokenFailure.HINT,
                    e);
        }
    }

    @Override
    public String describe() {
        return "the AES-KWP part was unwrapped and used in " + place() + " as well";
    }

    private String place() {
        TokenInfo info = pair.token().sessions().slot().token();
        return "token '"
                + info.label()
                + "' (serial "
                + info.serial()
                + ", of '"
                + info.token().manufacturer()
                + "')";
    }
}
