package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.AesTemplates;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.KeyIds;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TrialOutcome;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Optional;

/** Lets a token make a key, and gives it its id: what comes of that is checked afterwards. */
record KeyMaking(Session session, SecureRandom random, Unproven note) {
    private static final int ID_BYTES = 20;
    private static final String NOT_USED =
            "such a key is not used, and is destroyed if the token allows it";

    /** What the private or secret key, and the public one if there is one, must be. */
    record Made(Template template, Optional<Template> publicTemplate) {}

    Made make(KeyRequest request) throws KeyTransferException {
        return switch (request.purpose()) {
            case TARGET -> target(request);
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

    private Made target(KeyRequest request) throws KeyTransferException {
        return switch (request.type()) {
            case RSA ->
                    pair(
                            request,
                            Templates.targetPublic(request.lengthBits()),
                            Templates.targetPrivate(request.extractable()));
            case EC ->
                    pair(
                            request,
                            EcTemplates.targetPublic(EcNumbers.curve(request.lengthBits())),
                            EcTemplates.targetPrivate(request.extractable()));
            case AES ->
                    secret(
                            request,
                            AesTemplates.target(request.lengthBits(), request.extractable()));
        };
    }

    private Made secret(KeyRequest request, Template template) throws KeyTransferException {
        Template birth = idOfBirth(request);
        long handle =
                session.generateKey(
                        Mechanism.of(Ckm.AES_KEY_GEN), template.plus(name()).plus(birth));
        requireLength(request, named(KeyObjectKind.SECRET, handle));
        if (!keepsIdOfBirth(request)) {
            identify(
                    new KeyDescription.Aes(
                            request.lengthBits(), AesCbc.fingerprint(session, handle)),
                    birth,
                    handle);
        }
        return new Made(template, Optional.empty());
    }

    private Made pair(KeyRequest request, Template publicKey, Template privateKey)
            throws KeyTransferException {
        Template birth = idOfBirth(request);
        Template name = name().plus(birth);
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(
                                request.type() == TokenKeyType.EC
                                        ? Ckm.ECDSA_KEY_PAIR_GEN
                                        : Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        publicKey.plus(name),
                        privateKey.plus(name));
        if (!keepsIdOfBirth(request)) {
            named(KeyObjectKind.PRIVATE, pair.privateKey());
            // SoftHSM tells an EC key's point on the public object alone.
            PublicKey half = NewPair.half(named(KeyObjectKind.PUBLIC, pair.publicKey()));
            identify(KeyDescription.of(half), birth, pair.privateKey(), pair.publicKey());
        }
        return new Made(privateKey, Optional.of(publicKey));
    }

    /**
     * The id comes of the key: an object that has it was the same key, made before. Where the token
     * does not change ids, both halves keep the random one of their birth.
     */
    private void identify(KeyDescription key, Template birth, long... handles)
            throws TokenException {
        Template id = Templates.identified(KeyIds.of(key));
        if (!session.find(id).isEmpty()) {
            throw NewPair.old();
        }
        for (int i = 0; i < handles.length; i++) {
            long handle = handles[i];
            if (session.attempt("C_SetAttributeValue", () -> session.set(handle, id))
                    != TrialOutcome.ALLOWED) {
                for (int j = 0; j < i; j++) {
                    session.set(handles[j], birth);
                }
                return;
            }
        }
    }

    /** Nothing of an object with another name is changed: it is somebody's. */
    private FoundKey named(KeyObjectKind kind, long handle) throws KeyTransferException {
        FoundKey key = new KeyObjects(session).read(kind, handle);
        if (!key.label().equals(note.label())) {
            throw TokenFailure.violation(
                    "C_GenerateKey", "named " + key + ", which it was not asked to make");
        }
        return key;
    }

    private Template name() {
        return Templates.named(note.label());
    }

    /** Random, unless it was asked for: the one that comes of the key is not known yet. */
    private Template idOfBirth(KeyRequest request) {
        byte[] id = request.id();
        return Templates.identified(id == null ? randomId() : id);
    }

    /** A key that may not be modified keeps it. */
    private static boolean keepsIdOfBirth(KeyRequest request) {
        return request.id() != null || request.purpose() != KeyPurpose.TARGET;
    }

    static void requireLength(KeyRequest request, FoundKey key) throws TokenException {
        if (key.lengthBits() != request.lengthBits()) {
            throw new TokenException(
                    Reason.TOKEN_UNSOUND,
                    "the token made an "
                            + request.type()
                            + " key of "
                            + key.lengthBits()
                            + " bits instead of the requested "
                            + request.lengthBits(),
                    NOT_USED);
        }
    }

    private byte[] randomId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return id;
    }
}
