package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A proof of a blob's bytes in another maker's token, whose recovery pair receives a master copy of
 * the key as well: the blob's AES key is wrapped to that pair too, and the bytes are opened and
 * used there. So a token that remembers and recognises its own output is caught, unless both
 * collude.
 *
 * <p>The pair's holder could open the blob: so this is for a pair that gets a copy anyway.
 *
 * @param pair the recovery pair
 * @param keepsCopyOf whether the pair receives a master copy of a key
 * @since 0.1.0
 */
public record SecondProof(RecoveryKey pair, Predicate<Fingerprint> keepsCopyOf) {
    private static final String WHY =
            "a second proof counts only in another maker's token, by a recovery pair that has a "
                    + "master copy of the key";

    /**
     * Checks that the pair is fit for master copies, and in another maker's token.
     *
     * @throws RefusedException if it is not
     */
    void requireOtherThan(Token home) throws RefusedException {
        pair.wrappingKey();
        Token second = pair.token();
        if (second.module() == home.module()
                || second.module().sha256().equals(home.module().sha256())) {
            throw new RefusedException(
                    "the token of the second proof is in the key's own PKCS#11 module", WHY);
        }
        if (maker(second).equalsIgnoreCase(maker(home))) {
            throw new RefusedException(
                    "the token of the second proof is of the same maker, '" + maker(second) + "'",
                    WHY);
        }
    }

    private static String maker(Token token) {
        return token.info().token().manufacturer();
    }

    /**
     * Checks that the pair may open the key.
     *
     * @throws RefusedException if it keeps no master copy of it
     */
    void requireKeeps(TokenKey target) throws RefusedException {
        if (!keepsCopyOf.test(target.description().fingerprint())) {
            throw new RefusedException(
                    "no master copy of the key is kept for the recovery pair "
                            + Fingerprint.of(pair.publicKey())
                            + ", which could open what is proven there",
                    WHY);
        }
    }

    /**
     * Opens the AES-KWP part of a ciphertext in the second token, and uses the key there.
     *
     * @param split where that part begins
     * @throws dev.keyhaul.core.CheckFailedException when it does not open there, or is another key
     */
    void prove(Session session, ShippingAes aes, byte[] ciphertext, int split, TokenKey target)
            throws KeyTransferException {
        KekObject recipient = KekObject.create(session, pair.publicKey());
        byte[] oaepPart;
        try {
            oaepPart = aes.wrapUnder(recipient, OaepHash.SHA1);
        } finally {
            session.destroy(recipient.handle());
        }
        if (oaepPart.length != RsaAesKeyWrap.oaepLengthBytes(pair.publicKey())) {
            throw new TokenException(
                    "the token's RSA-OAEP output for the second proof has "
                            + oaepPart.length
                            + " bytes",
                    Rehearsal.HINT);
        }
        int kwpBytes = ciphertext.length - split;
        byte[] forPair = Arrays.copyOf(oaepPart, oaepPart.length + kwpBytes);
        System.arraycopy(ciphertext, split, forPair, oaepPart.length, kwpBytes);
        try {
            pair.restore(forPair, target.description(), RestoreAs.sessionKey()).close();
        } catch (CheckFailedException e) {
            throw new CheckFailedException(
                    "the blob's bytes do not open in " + place() + ", but in the key's own token",
                    Rehearsal.HINT,
                    e);
        }
    }

    /** Says where, for reports. */
    String describe() {
        return "the AES-KWP part was opened and used in " + place() + " as well";
    }

    private String place() {
        TokenInfo info = pair.token().info();
        return "token '"
                + info.label()
                + "' (serial "
                + info.serial()
                + ", of '"
                + maker(pair.token())
                + "')";
    }
}
