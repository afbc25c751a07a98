package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.Session;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * A pair that a token makes to be tried on; it protects nothing, and is destroyed when this is
 * closed.
 */
public record ThrowAwayPair(
        Session session,
        SessionObject publicObject,
        SessionObject privateObject,
        PublicKey publicKey)
        implements AutoCloseable {

    /** Generates an RSA pair. */
    public static ThrowAwayPair generate(Session session, int bits, Template privateKey)
            throws TokenException {
        return generate(
                session, Ckm.RSA_PKCS_KEY_PAIR_GEN, Templates.throwAwayPublic(bits), privateKey);
    }

    /** Generates an EC pair. */
    public static ThrowAwayPair generate(Session session, Curve curve, Template privateKey)
            throws TokenException {
        return generate(
                session, Ckm.ECDSA_KEY_PAIR_GEN, EcTemplates.throwAwayPublic(curve), privateKey);
    }

    private static ThrowAwayPair generate(
            Session session, Ckm mechanism, Template publicKey, Template privateKey)
            throws TokenException {
        KeyPairHandles pair =
                session.generateKeyPair(Mechanism.of(mechanism), publicKey, privateKey);
        // SoftHSM tells an EC key's point on the public object alone.
        boolean isEc = mechanism == Ckm.ECDSA_KEY_PAIR_GEN;
        try {
            PublicKey numbers =
                    new KeyObjects(session)
                            .read(
                                    isEc ? KeyObjectKind.PUBLIC : KeyObjectKind.PRIVATE,
                                    isEc ? pair.publicKey() : pair.privateKey())
                            .publicKey()
                            .orElseThrow(
                                    () ->
                                            new TokenException(
                                                    Reason.TOKEN_KEY_HIDDEN,
                                                    "the token does not show the "
                                                            + (isEc ? "point" : "modulus")
                                                            + " of a pair that it made",
                                                    "without its public half, no wrap can be proven"));
            return new ThrowAwayPair(
                    session,
                    new SessionObject(session, pair.publicKey()),
                    new SessionObject(session, pair.privateKey()),
                    numbers);
        } catch (TokenException e) {
            OwnObjects.destroyAfter(session, e, List.of(pair.privateKey(), pair.publicKey()));
            throw e;
        }
    }

    public long privateHandle() {
        return privateObject.handle();
    }

    public RSAPublicKey rsaPublicKey() {
        return (RSAPublicKey) publicKey;
    }

    @Override
    public void close() throws TokenException {
        try {
            privateObject.close();
        } finally {
            publicObject.close();
        }
    }
}
