package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * An RSA pair that a token makes to be tried on; it protects nothing, and is destroyed when this is
 * closed.
 */
record ThrowAwayPair(
        SessionObject publicObject, SessionObject privateObject, RSAPublicKey publicKey)
        implements AutoCloseable {

    static ThrowAwayPair generate(Session session, int bits, Template privateKey)
            throws TokenException {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        Templates.throwAwayPublic(bits),
                        privateKey);
        try {
            RSAPublicKey numbers =
                    new KeyObjects(session)
                            .read(KeyKind.PRIVATE, pair.privateKey())
                            .publicKey()
                            .orElseThrow(
                                    () ->
                                            new TokenException(
                                                    "the token does not tell the modulus of a pair"
                                                            + " that it made",
                                                    "without it no wrap can be proven"));
            return new ThrowAwayPair(
                    new SessionObject(session, pair.publicKey()),
                    new SessionObject(session, pair.privateKey()),
                    numbers);
        } catch (TokenException e) {
            session.destroyAfter(e, List.of(pair.privateKey(), pair.publicKey()));
            throw e;
        }
    }

    long privateHandle() {
        return privateObject.handle();
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
