package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
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
import dev.keyhaul.pkcs11.session.Session;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.List;

/**
 * Generates keys by purpose, reads back what the token made of it, and destroys what it did not
 * honour.
 */
public final class KeyGeneration {
    private static final int ID_BYTES = 20;
    private static final String NOT_USED =
            "such a key is not used, and is destroyed where the token lets it";

    private final Session session;
    private final SecureRandom random;

    public KeyGeneration(Session session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    public FoundKey generate(KeyRequest request) throws KeyTransferException {
        check(request);
        new KeyObjects(session).requireFree(request.label(), request.id());
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

    private static void check(KeyRequest request) throws RefusedException {
        KeyPurpose purpose = request.purpose();
        TokenKeyType type = request.type();
        if (request.label().isBlank()) {
            throw new RefusedException("a key without a label", "give it one: it is found by that");
        }
        if (purpose != KeyPurpose.TARGET && type != purpose.type()) {
            throw new RefusedException(
                    "a key of this purpose is an " + purpose.type() + " key, not " + type,
                    "leave the type out; a target can have another");
        }
        boolean allowed =
                purpose == KeyPurpose.TARGET
                        ? type.lengthsBits().contains(request.lengthBits())
                        : request.lengthBits() == purpose.defaultBits();
        if (!allowed) {
            int usual = purpose == KeyPurpose.TARGET ? type.defaultBits() : purpose.defaultBits();
            throw new RefusedException(
                    "a length of "
                            + request.lengthBits()
                            + " bits; "
                            + (purpose == KeyPurpose.TARGET
                                    ? lengths(type) + " are allowed"
                                    : "a key of this purpose has " + purpose.defaultBits()),
                    "leave the length out: it is then " + usual);
        }
        if (request.extractable() && purpose != KeyPurpose.TARGET) {
            throw new RefusedException(
                    "only a target key can be extractable",
                    "a key that opens or signs must never leave its token");
        }
    }

    private static String lengths(TokenKeyType type) {
        List<String> names = type.lengthsBits().stream().map(String::valueOf).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private FoundKey target(KeyRequest request) throws KeyTransferException {
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

    private FoundKey secret(KeyRequest request, Template template) throws KeyTransferException {
        Template complete = template.plus(name(request));
        long handle = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), complete);
        try {
            HonouredTemplate.check(session, handle, complete);
            FoundKey key = new KeyObjects(session).read(KeyObjectKind.SECRET, handle);
            requireLength(request, key);
            if (hasIdFromBirth(request)) {
                return key;
            }
            KeyDescription made =
                    new KeyDescription.Aes(
                            request.lengthBits(), AesCbc.fingerprint(session, handle));
            session.set(handle, Templates.identified(KeyIds.of(made)));
            return new KeyObjects(session).read(KeyObjectKind.SECRET, handle);
        } catch (KeyTransferException | RuntimeException e) {
            session.destroyAfter(e, List.of(handle));
            throw e;
        }
    }

    private FoundKey pair(KeyRequest request, Template publicKey, Template privateKey)
            throws KeyTransferException {
        Template name = name(request);
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(
                                request.type() == TokenKeyType.EC
                                        ? Ckm.EC_KEY_PAIR_GEN
                                        : Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        publicKey.plus(name),
                        privateKey.plus(name));
        try {
            HonouredTemplate.check(session, pair.publicKey(), publicKey);
            HonouredTemplate.check(session, pair.privateKey(), privateKey);
            return identified(request, pair);
        } catch (KeyTransferException | RuntimeException e) {
            session.destroyAfter(e, List.of(pair.privateKey(), pair.publicKey()));
            throw e;
        }
    }

    /** A key that may not be modified has its id from birth: what it comes of is not known then. */
    private Template name(KeyRequest request) {
        Template name = Templates.named(request.label());
        byte[] id = request.id();
        return hasIdFromBirth(request)
                ? name.plus(Templates.identified(id == null ? randomId() : id))
                : name;
    }

    private static boolean hasIdFromBirth(KeyRequest request) {
        return request.id() != null || request.purpose() != KeyPurpose.TARGET;
    }

    private FoundKey identified(KeyRequest request, KeyPairHandles pair)
            throws KeyTransferException {
        FoundKey key = new KeyObjects(session).read(KeyObjectKind.PRIVATE, pair.privateKey());
        if (request.type() == TokenKeyType.EC) {
            key = withPublicHalf(key, pair);
        }
        requireLength(request, key);
        PublicKey publicKey = key.publicKey().orElseThrow(() -> noPublicHalf(request));
        if (hasIdFromBirth(request)) {
            return key;
        }
        Template id = Templates.identified(KeyIds.of(KeyDescription.of(publicKey)));
        session.set(pair.privateKey(), id);
        session.set(pair.publicKey(), id);
        FoundKey named = new KeyObjects(session).read(KeyObjectKind.PRIVATE, pair.privateKey());
        return named.withPublicHalf(publicKey, key.lengthBits());
    }

    /** The public object tells the point; a signature shows that the halves belong together. */
    private FoundKey withPublicHalf(FoundKey key, KeyPairHandles pair) throws KeyTransferException {
        FoundKey publicObject =
                new KeyObjects(session).read(KeyObjectKind.PUBLIC, pair.publicKey());
        PublicKey point =
                publicObject
                        .publicKey()
                        .orElseThrow(
                                () ->
                                        new TokenException(
                                                "the token made an EC pair that cannot be used: "
                                                        + publicObject.publicHalf().problem(),
                                                NOT_USED));
        PairSignature.prove(
                session,
                pair.privateKey(),
                KeyDescription.of(point),
                random,
                "the token made a pair whose halves do not belong together");
        return key.withPublicHalf(point, publicObject.lengthBits());
    }

    private static void requireLength(KeyRequest request, FoundKey key) throws TokenException {
        if (key.lengthBits() != request.lengthBits()) {
            throw new TokenException(
                    "the token made an "
                            + request.type()
                            + " key of "
                            + key.lengthBits()
                            + " bits where "
                            + request.lengthBits()
                            + " were asked for",
                    NOT_USED);
        }
    }

    private static TokenException noPublicHalf(KeyRequest request) {
        return new TokenException(
                "the token does not show the public half of the "
                        + request.type()
                        + " key that it made",
                NOT_USED);
    }

    private byte[] randomId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return id;
    }
}
