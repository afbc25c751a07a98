package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.GuardFacts;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.KeyMark;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.PermanentKeys;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A key that stays in its token, and that this gate let in: another session than the one of its
 * making found it, read it as it was asked for, saw its own public half beside it, let it prove
 * itself, and saw that it is guarded. No other code makes one of these; what is not let in, its
 * maker destroys.
 */
public final class StayingKey {
    private static final String HINT = "nothing was kept: do not trust keys that this token makes";

    private final FoundKey key;

    private StayingKey(FoundKey key) {
        this.key = key;
    }

    /** Returns the key, with the public half that it has shown to be its own. */
    public FoundKey key() {
        return key;
    }

    /** Returns the same, of which more was not shown. */
    StayingKey alsoNotShown(Set<String> trials) {
        GuardFacts seen = key.guard();
        Set<String> all = new TreeSet<>(seen.notShown());
        all.addAll(trials);
        return new StayingKey(key.tried(new GuardFacts(all, seen.leftOut(), seen.open())));
    }

    /**
     * Looks at a key from a session that is opened after the one of its making was closed.
     *
     * @throws CheckFailedException if it is not what it must be, or not guarded
     * @throws TokenException if the token did not keep it as it was asked to, or fails
     * @throws IllegalStateException if this thread has a session of the token still
     */
    public static StayingKey admit(SessionPool sessions, Newcomer newcomer)
            throws KeyTransferException {
        FoundKey admitted = looked(sessions, newcomer);
        Set<String> open = GuardTrial.requireClosed(sessions, admitted, newcomer.template());
        return new StayingKey(
                admitted.tried(
                        new GuardFacts(
                                admitted.guard().notShown(), admitted.guard().leftOut(), open)));
    }

    private static FoundKey looked(SessionPool sessions, Newcomer newcomer)
            throws KeyTransferException {
        try (Session session = sessions.borrowAfterEnd()) {
            List<String> leftOut = new ArrayList<>();
            PermanentKeys kept = new PermanentKeys(session);
            FoundKey key = kept.find(newcomer.kind(), newcomer.name());
            HonouredTemplate.check(session, key, newcomer.template());
            leftOut.addAll(HonouredTemplate.leftOut(session, key, newcomer.template()));
            Optional<FoundKey> publicKey = Optional.empty();
            if (newcomer.publicTemplate().isPresent()) {
                publicKey = Optional.of(kept.find(KeyObjectKind.PUBLIC, newcomer.name()));
                HonouredTemplate.check(
                        session, publicKey.get().handle(), newcomer.publicTemplate().get());
                HonouredTemplate.leftOut(session, publicKey.get(), newcomer.publicTemplate().get())
                        .forEach(one -> leftOut.add("public key: " + one));
            }
            requireOrigin(newcomer.origin(), key);
            FoundKey proven = newcomer.proof().prove(session, key, publicKey);
            if (publicKey.isPresent()) {
                requireOwn(publicKey.get(), proven);
            }
            Optional<KeyDescription> shown = shown(session, proven);
            if (newcomer.origin() == Newcomer.Origin.MADE_HERE) {
                requireSound(shown);
            }
            GuardedKey guard = new GuardedKey(sessions, session);
            guard.requireNew(proven, newcomer.template());
            KeyMark.set(sessions, session, proven, shown);
            return proven.tried(new GuardFacts(guard.notShown(), leftOut, Set.of()));
        }
    }

    /**
     * Makes a key of the token not extractable, and sees from another session that it is. Whether
     * the token lets anybody loosen it again is tried on a throw-away key.
     *
     * @throws CheckFailedException if the token still wraps it, or would loosen it
     * @throws TokenException if the token does not change it
     */
    public static StayingKey seal(SessionPool sessions, FoundKey key) throws KeyTransferException {
        if (!key.isNot(KeyAttribute.EXTRACTABLE)) {
            try (Session session = sessions.borrow()) {
                key.use(
                        session,
                        handle -> {
                            session.set(handle, Templates.sealing());
                            return true;
                        });
            }
        }
        try (Session session = sessions.borrow()) {
            FoundKey sealed =
                    key.use(session, handle -> new KeyObjects(session).read(key.kind(), handle));
            HonouredTemplate.check(session, sealed, Templates.sealing());
            GuardedKey guard = new GuardedKey(sessions, session);
            guard.requireSealed(sealed);
            return new StayingKey(
                    sealed.tried(new GuardFacts(guard.notShown(), List.of(), Set.of())));
        }
    }

    /** What a token tells of a key's past must be what has just happened. */
    private static void requireOrigin(Newcomer.Origin origin, FoundKey key) throws TokenException {
        boolean isMadeHere = origin == Newcomer.Origin.MADE_HERE;
        boolean mayLeave = !key.isNot(KeyAttribute.EXTRACTABLE);
        require(key, KeyAttribute.LOCAL, isMadeHere);
        require(key, KeyAttribute.ALWAYS_SENSITIVE, isMadeHere);
        require(key, KeyAttribute.NEVER_EXTRACTABLE, isMadeHere && !mayLeave);
    }

    private static void require(FoundKey key, KeyAttribute attribute, boolean expected)
            throws TokenException {
        if (expected ? key.isNot(attribute) : key.is(attribute)) {
            throw new TokenException(
                    Reason.TOKEN_ATTRIBUTES,
                    "the token reports "
                            + attribute.cka()
                            + " "
                            + !expected
                            + " for a key that it has just "
                            + (attribute == KeyAttribute.LOCAL && expected ? "made" : "stored"),
                    HINT);
        }
    }

    /** What a key shows of itself; nothing, if it is an AES key that does not encrypt. */
    private static Optional<KeyDescription> shown(Session session, FoundKey key)
            throws KeyTransferException {
        if (key.publicKey().isPresent()) {
            return Optional.of(KeyDescription.of(key.publicKey().get()));
        }
        return key.is(KeyAttribute.ENCRYPT)
                ? Optional.of(
                        new KeyDescription.Aes(
                                key.lengthBits(), AesCbc.fingerprint(session, key.handle())))
                : Optional.empty();
    }

    /** A token whose generator is broken makes keys that protect nothing. */
    private static void requireSound(Optional<KeyDescription> shown) throws KeyTransferException {
        List<String> weaknesses =
                shown.map(RsaKeyHealth::ofPublicHalf)
                        .map(RsaKeyHealth::weaknesses)
                        .orElse(List.of());
        if (!weaknesses.isEmpty()) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND, "the token made a weak key: " + weaknesses.get(0), HINT);
        }
    }

    /** Other programs take the public object under a key's name for the key's. */
    private static void requireOwn(FoundKey publicKey, FoundKey key) throws KeyTransferException {
        if (!publicKey
                .publicKey()
                .map(Fingerprint::of)
                .equals(key.publicKey().map(Fingerprint::of))) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "the token has another key's public object under the name of the key that it"
                            + " stored",
                    HINT);
        }
    }
}
