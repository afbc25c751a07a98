package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Generates keys by purpose. What counts is what another session then sees of them: that the token
 * kept them, with the attributes that were asked for, that a pair is one, and that it is new. What
 * does not hold is destroyed.
 */
public record KeyGeneration(SessionPool sessions) {
    /** What a key must do besides, once the gate has let it in. Returns what was not shown. */
    @FunctionalInterface
    public interface Trial {
        Set<String> run(FoundKey key) throws KeyTransferException;
    }

    /**
     * Generates a key, and looks from another session at what the token made and kept.
     *
     * @param last what it must do then
     * @throws IllegalStateException if this thread has a session of the token still
     */
    public StayingKey generate(KeyRequest request, Trial last) throws KeyTransferException {
        check(request);
        try (Session session = sessions.borrow()) {
            new KeyObjects(session).requireFree(request.label(), request.id());
        }
        Unproven note = Unproven.note(sessions, request.label());
        try {
            StayingKey key = StayingKey.admit(sessions, made(request, note));
            return note.proven(key.alsoNotShown(last.run(key.key())));
        } catch (KeyTransferException | RuntimeException e) {
            note.discardAfter(e);
            throw e;
        }
    }

    private Newcomer made(KeyRequest request, Unproven note) throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            KeyMaking.Made made = new KeyMaking(session, sessions.random(), note).make(request);
            session.endForGood();
            return new Newcomer(
                    note,
                    Newcomer.Origin.MADE_HERE,
                    request.type() == TokenKeyType.AES
                            ? KeyObjectKind.SECRET
                            : KeyObjectKind.PRIVATE,
                    KeySelector.label(note.label()),
                    made.template(),
                    made.publicTemplate(),
                    (later, key, publicKey) -> proven(request, later, key, publicKey));
        }
    }

    private FoundKey proven(
            KeyRequest request, Session session, FoundKey key, Optional<FoundKey> publicKey)
            throws KeyTransferException {
        if (publicKey.isEmpty()) {
            return key;
        }
        FoundKey pair = new NewPair(session, sessions.random()).requireNew(key, publicKey.get());
        KeyMaking.requireLength(request, pair);
        return pair;
    }

    private static void check(KeyRequest request) throws RefusedException {
        KeyPurpose purpose = request.purpose();
        TokenKeyType type = request.type();
        if (request.label().isBlank()) {
            throw new RefusedException(
                    Reason.VALUE_FORM,
                    "the key has no label",
                    "give a label: it is needed to find the key");
        }
        if (purpose != KeyPurpose.TARGET && type != purpose.type()) {
            throw new RefusedException(
                    Reason.OPTIONS_CONFLICT,
                    "a key for this purpose is an " + purpose.type() + " key, not " + type,
                    "leave the type out: only a target key can have another type");
        }
        boolean allowed =
                purpose == KeyPurpose.TARGET
                        ? type.lengthsBits().contains(request.lengthBits())
                        : request.lengthBits() == purpose.defaultBits();
        if (!allowed) {
            int usual = purpose == KeyPurpose.TARGET ? type.defaultBits() : purpose.defaultBits();
            throw new RefusedException(
                    Reason.KEY_LENGTH,
                    "the length is "
                            + request.lengthBits()
                            + " bits; "
                            + (purpose == KeyPurpose.TARGET
                                    ? lengths(type) + " are allowed"
                                    : "it must be " + purpose.defaultBits()),
                    "leave the length out to use " + usual);
        }
        if (request.extractable() && purpose != KeyPurpose.TARGET) {
            throw new RefusedException(
                    Reason.OPTIONS_CONFLICT,
                    "only a target key can be extractable",
                    "a key that unwraps or signs must never leave its token");
        }
    }

    private static String lengths(TokenKeyType type) {
        List<String> names = type.lengthsBits().stream().map(String::valueOf).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
