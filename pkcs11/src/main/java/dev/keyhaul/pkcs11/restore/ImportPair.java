package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.OwnObjects;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.session.Session;
import java.util.List;

/**
 * An RSA pair that a token makes for one import: session objects, of which the private one unwraps
 * and does nothing else, and can neither leave nor be changed. Destroyed when this is closed.
 */
public record ImportPair(SessionObject publicObject, SessionObject privateObject, RecoveryPair key)
        implements AutoCloseable {
    private static final int MIN_BITS = 3072;
    private static final int STEP_BITS = 1024;

    /** At least as strong as what it brings in: 3072 bits, or the next 1024 above the target's. */
    public static int lengthBitsFor(KeyDescription target) {
        int targetBits = target.lengthBits();
        return Math.max(MIN_BITS, (targetBits + STEP_BITS - 1) / STEP_BITS * STEP_BITS);
    }

    public static ImportPair generate(TriedToken token, Session session, int bits)
            throws TokenException {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        Templates.importPublic(bits),
                        Templates.importPrivate());
        try {
            FoundKey made = new KeyObjects(session).read(KeyObjectKind.PRIVATE, pair.privateKey());
            HonouredTemplate.check(session, made, Templates.importPrivate());
            if (made.lengthBits() != bits) {
                throw new TokenException(
                        Reason.TOKEN_LIMIT,
                        "the token made an RSA key of "
                                + made.lengthBits()
                                + " bits instead of the requested "
                                + bits,
                        "nothing was imported");
            }
            return new ImportPair(
                    new SessionObject(session, pair.publicKey()),
                    new SessionObject(session, pair.privateKey()),
                    RecoveryPair.of(token, made));
        } catch (TokenException | RuntimeException e) {
            OwnObjects.destroyAfter(session, e, List.of(pair.privateKey(), pair.publicKey()));
            throw e;
        }
    }

    RsaAesWrappingKey wrappingKey() {
        return RsaAesWrappingKey.unsafeOf(key.publicKey(), OaepHash.SHA1);
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
