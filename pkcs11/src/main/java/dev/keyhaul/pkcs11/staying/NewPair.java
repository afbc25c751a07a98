package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.PairSignature;
import dev.keyhaul.pkcs11.session.KeptCopies;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/**
 * Whether two objects that a token made are one pair, as it was asked for, and new: its halves
 * belong together, its exponent is 65537, and nothing else in the token has its modulus or point.
 */
record NewPair(Session session, SecureRandom random) {
    private static final String HINT = "nothing was kept: do not trust keys that this token makes";

    static final BigInteger EXPONENT = BigInteger.valueOf(65537);

    /** Returns the private key with the public half that it has shown to be its own. */
    FoundKey requireNew(FoundKey privateKey, FoundKey publicKey) throws KeyTransferException {
        PublicKey half = half(publicKey);
        if (half instanceof RSAPublicKey rsa && !rsa.getPublicExponent().equals(EXPONENT)) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "the token made a pair with the exponent "
                            + rsa.getPublicExponent()
                            + " instead of the requested 65537",
                    HINT);
        }
        requireAlone(privateKey, publicKey, half);
        if (privateKey.is(KeyAttribute.SIGN)) {
            PairSignature.prove(
                    session, privateKey.handle(), KeyDescription.of(half), random, NOT_ONE);
        }
        return privateKey.withPublicHalf(half, publicKey.lengthBits());
    }

    private static final String NOT_ONE = "the token made a pair whose halves do not match";

    /** A pair that was there before, or a copy, has the same numbers under another name. */
    private void requireAlone(FoundKey privateKey, FoundKey publicKey, PublicKey half)
            throws KeyTransferException {
        long type = half instanceof RSAPublicKey ? Cka.MODULUS : Cka.EC_POINT;
        byte[] told =
                session.read(publicKey.handle(), type).bytes(type).orElseThrow(() -> noHalf(""));
        Set<Long> ours = Set.of(privateKey.handle(), publicKey.handle());
        Template same = Template.empty().with(type, told);
        for (PresentObject object : session.find(same, Cka.LABEL, Cka.ID)) {
            if (!ours.contains(object.handle())) {
                throw new CheckFailedException(
                        Reason.TOKEN_UNSOUND,
                        "the token has the key that it made a second time, as "
                                + KeptCopies.at(0, object),
                        HINT);
            }
        }
    }

    static TokenException old() {
        return new TokenException(
                Reason.TOKEN_UNSOUND,
                "the token returned a key that existed before, instead of making a new one",
                HINT);
    }

    /** Returns what a public object tells. */
    static PublicKey half(FoundKey publicKey) throws TokenException {
        return publicKey.publicKey().orElseThrow(() -> noHalf(publicKey.publicHalf().problem()));
    }

    private static TokenException noHalf(String problem) {
        return new TokenException(
                Reason.TOKEN_KEY_HIDDEN,
                "the token does not show the public half of the pair that it made"
                        + (problem.isEmpty() ? "" : ": " + problem),
                "such a key is not used, and is destroyed if the token allows it");
    }
}
