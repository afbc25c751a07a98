package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.SecureRandom;
import java.util.List;

/**
 * Generates keys by purpose, reads back what the token made of it, and destroys what it did not
 * honour.
 */
final class KeyGeneration {
    private static final int ID_BYTES = 20;

    private final Session session;
    private final SecureRandom random;

    KeyGeneration(Session session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    KeyInfo generate(KeyRequest request) throws KeyTransferException {
        request.check();
        new KeyObjects(session).requireFree(request.label(), request.id());
        return switch (request.purpose()) {
            case TARGET ->
                    pair(
                            request,
                            Templates.targetPublic(request.lengthBits()),
                            Templates.targetPrivate(request.extractable()));
            case RECOVERY ->
                    pair(
                            request,
                            Templates.recoveryPublic(request.lengthBits()),
                            Templates.recoveryPrivate());
            case EVIDENCE ->
                    pair(
                            request,
                            Templates.evidencePublic(request.lengthBits()),
                            Templates.evidencePrivate());
            case WRAPPING -> secret(request, Templates.wrappingAes());
        };
    }

    private KeyInfo secret(KeyRequest request, Template template) throws TokenException {
        Template complete = template.plus(name(request));
        long handle = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), complete);
        try {
            HonouredTemplate.check(session, handle, complete);
            return new KeyObjects(session).read(KeyKind.SECRET, handle);
        } catch (TokenException | RuntimeException e) {
            session.destroyAfter(e, List.of(handle));
            throw e;
        }
    }

    private KeyInfo pair(KeyRequest request, Template publicKey, Template privateKey)
            throws TokenException {
        Template name = name(request);
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        publicKey.plus(name),
                        privateKey.plus(name));
        try {
            HonouredTemplate.check(session, pair.publicKey(), publicKey);
            HonouredTemplate.check(session, pair.privateKey(), privateKey);
            return identified(request, pair);
        } catch (TokenException | RuntimeException e) {
            session.destroyAfter(e, List.of(pair.privateKey(), pair.publicKey()));
            throw e;
        }
    }

    /** A key that may not be modified has its id from birth: the modulus is not known then. */
    private Template name(KeyRequest request) {
        Template name = Templates.named(request.label());
        byte[] id = request.id();
        if (id == null && request.purpose() == KeyPurpose.TARGET) {
            return name;
        }
        return name.plus(Templates.identified(id == null ? randomId() : id));
    }

    private KeyInfo identified(KeyRequest request, KeyPairHandles pair) throws TokenException {
        KeyInfo key = new KeyObjects(session).read(KeyKind.PRIVATE, pair.privateKey());
        if (key.publicKey().isEmpty() || key.lengthBits() != request.lengthBits()) {
            throw new TokenException(
                    "the token made an RSA key of "
                            + key.lengthBits()
                            + " bits where "
                            + request.lengthBits()
                            + " were asked for",
                    "such a key is not used, and is destroyed where the token lets it");
        }
        if (request.id() != null || request.purpose() != KeyPurpose.TARGET) {
            return key;
        }
        Template id = Templates.identified(RsaNumbers.keyId(key.publicKey().get()));
        session.set(pair.privateKey(), id);
        session.set(pair.publicKey(), id);
        return new KeyObjects(session).read(KeyKind.PRIVATE, pair.privateKey());
    }

    private byte[] randomId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return id;
    }
}
