package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.restore.OpeningByPair;
import dev.keyhaul.pkcs11.wrap.SecondOpening;
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
    public SecondProof {
        Arguments.notNull("pair", pair, "keepsCopyOf", keepsCopyOf);
    }

    /**
     * Checks that the pair is fit for master copies, and in another maker's token.
     *
     * @throws RefusedException if it is not
     */
    void requireOtherThan(Token home) throws KeyTransferException {
        pair.wrappingKey();
        Token second = pair.token();
        if (second.module() == home.module()
                || second.module().sha256().equals(home.module().sha256())) {
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "the token of the second proof is in the key's own PKCS#11 module",
                    OpeningByPair.WHY);
        }
        if (maker(second).equalsIgnoreCase(maker(home))) {
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "the token of the second proof is from the same vendor, '"
                            + maker(second)
                            + "'",
                    OpeningByPair.WHY);
        }
    }

    private static String maker(Token token) {
        return token.info().token().manufacturer();
    }

    SecondOpening opening() {
        return new OpeningByPair(pair.pair(), keepsCopyOf);
    }
}
