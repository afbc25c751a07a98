package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.KeyIds;
import dev.keyhaul.pkcs11.object.KeyMark;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.OwnObjects;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.session.LeftBehind;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.staying.GuardedKey;
import dev.keyhaul.pkcs11.staying.Unproven;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unwraps a key inside a token, proves that it is the expected one, and only then leaves it there:
 * a key that is to stay is proven as a session object first, which no crash leaves behind.
 *
 * <p>An unwrap needs no trial on throw-away keys, since what came of it is proven itself: the ways
 * to unwrap are tried in their order, and the first whose result is proven is taken.
 */
public final class Restoration {
    private final SessionPool sessions;
    private final Session session;
    private final ExpectedTokenKey expected;
    private final List<Long> sessionObjects = new ArrayList<>();
    private Template template;

    /** What is to stay, from when it is made. */
    private @Nullable Unproven resident;

    private Restoration(
            SessionPool sessions, Session session, ExpectedTokenKey expected, RestoreAs as) {
        this.sessions = sessions;
        this.session = session;
        this.expected = expected;
        // What is to stay is proven first as an object that cannot be wrapped.
        boolean isToBeWrapped =
                as instanceof RestoreAs.SessionObjectOnly object && object.extractable();
        this.template =
                Templates.ephemeral().plus(Templates.restored(expected.type(), isToBeWrapped));
    }

    /**
     * Restores a key by the first of {@code ways} that gives the expected one. Whatever stays of it
     * is destroyed when none does. The caller lets its sessions go before it asks for the key.
     */
    public static Restored restore(
            SessionPool sessions, ExpectedTokenKey expected, RestoreAs as, List<? extends Way> ways)
            throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            Restoration restoring = new Restoration(sessions, session, expected, as);
            try {
                Proven proven = restoring.firstProven(ways);
                restoring.lookForCopiesOf(proven);
                if (as instanceof RestoreAs.TokenObject object) {
                    return restoring.resident(object, proven);
                }
                restoring.requireGuarded(proven);
                proven.way().close();
                return Restored.inSession(
                        HeldKey.inSession(sessions, proven.info(), proven.key(), session));
            } catch (KeyTransferException | RuntimeException e) {
                restoring.discardAfter(e);
                closeAfter(e, ways);
                throw e;
            }
        }
    }

    private void lookForCopiesOf(Proven proven) throws KeyTransferException {
        KeyMark.set(sessions, session, proven.info(), Optional.of(proven.key()));
    }

    /** An extractable one is about to be wrapped. */
    private void requireGuarded(Proven proven) throws KeyTransferException {
        new GuardedKey(sessions, session).requireKept(proven.info());
    }

    /** What it has become is looked at from another session, where that alone counts. */
    private Restored resident(RestoreAs.TokenObject object, Proven proven)
            throws KeyTransferException {
        new SessionObject(session, proven.info().handle()).close();
        sessionObjects.clear();
        byte[] asked = object.id();
        byte[] id = asked == null ? KeyIds.of(proven.key()) : asked;
        new KeyObjects(session).requireFree(object.label(), id);
        Template name = Templates.named(object.label()).plus(Templates.identified(id));
        template =
                name.yes(Cka.TOKEN).plus(Templates.restored(expected.type(), object.extractable()));
        Unproven note = Unproven.note(sessions, object.label());
        resident = note;
        proven.way().unwrap(this, session);
        Optional<Template> publicObject = publicObject(proven.key());
        if (publicObject.isPresent()) {
            session.create(publicObject.get().plus(name));
        }
        proven.way().close();
        session.endForGood();
        return Restored.resident(
                sessions,
                note,
                proven.key(),
                template,
                publicObject,
                KeySelector.label(object.label()).withId(id));
    }

    /** C_UnwrapKey makes none; an AES key has none. */
    private static Optional<Template> publicObject(KeyDescription key) {
        if (key instanceof KeyDescription.Rsa pair) {
            return Optional.of(Templates.restoredPublic(pair.rsa()));
        }
        return key instanceof KeyDescription.Ec pair
                ? Optional.of(EcTemplates.restoredPublic(pair))
                : Optional.empty();
    }

    private Proven firstProven(List<? extends Way> ways) throws KeyTransferException {
        int last = ways.size() - 1;
        for (Way way : ways.subList(0, last)) {
            try {
                return proven(way);
            } catch (CheckFailedException e) {
                discardAfter(e);
                closeAfter(e, List.of(way));
            } catch (TokenException e) {
                // A token may name an object that it did not make.
                if (TokenFailure.isOfTheToken(e) && e.reason() != Reason.OBJECT_GONE) {
                    throw e;
                }
                discardAfter(e);
                closeAfter(e, List.of(way));
            }
        }
        return proven(ways.get(last));
    }

    private Proven proven(Way way) throws KeyTransferException {
        long handle = way.unwrap(this, session);
        FoundKey restored = new KeyObjects(session).read(kind(expected.type()), handle);
        HonouredTemplate.check(session, restored, template);
        requireAsked(restored);
        KeyDescription key = expected.key(restored);
        KeyProof.ofDescription(key)
                .prove(session, handle, sessions.random(), ExpectedTokenKey.NOT_EXPECTED);
        return new Proven(way, withPublicHalf(restored, key), key);
    }

    static KeyObjectKind kind(TokenKeyType type) {
        return type == TokenKeyType.AES ? KeyObjectKind.SECRET : KeyObjectKind.PRIVATE;
    }

    /** Whatever the token tells of it: the proof has shown that it is this key. */
    static FoundKey withPublicHalf(FoundKey restored, KeyDescription key) {
        return key.publicKey().isEmpty()
                ? restored.withLength(key.lengthBits())
                : restored.withPublicHalf(key.publicKey().get(), key.lengthBits());
    }

    /** The proof alone would take an older copy of the same key for the one that was made. */
    private static void requireAsked(FoundKey restored) throws CheckFailedException {
        if (!restored.label().equals(LeftBehind.LABEL)) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "the token returned an object other than the one that it was asked to make",
                    "nothing was kept: do not trust keys that this token unwraps");
        }
    }

    /** Unwraps the key itself, with the attributes that it is to have. */
    public long unwrap(Mechanism mechanism, long unwrappingKey, byte[] wrapped)
            throws KeyTransferException {
        if (resident != null) {
            // These bytes were unwrapped and proven before: a failure now is the token's.
            return session.unwrap(mechanism, unwrappingKey, wrapped, template);
        }
        long handle = unwrap(session, mechanism, unwrappingKey, wrapped, template);
        sessionObjects.add(handle);
        return handle;
    }

    /**
     * Unwraps; the caller reads back what the token made of the template.
     *
     * @throws CheckFailedException for any wrong key, length or byte, always the same
     * @throws TokenException when the token fails for another reason
     */
    static long unwrap(
            Session session, Mechanism mechanism, long key, byte[] wrapped, Template template)
            throws TokenException, CheckFailedException {
        try {
            return session.unwrap(mechanism, key, wrapped, template);
        } catch (TokenException e) {
            if (TokenFailure.isOfTheBytes(e)) {
                throw UnwrapFailure.create();
            }
            throw e;
        }
    }

    private static void closeAfter(Exception reason, List<? extends Way> ways) {
        for (Way way : ways) {
            try {
                way.close();
            } catch (TokenException | RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }

    private void discardAfter(Exception reason) {
        OwnObjects.destroyAfter(session, reason, sessionObjects);
        sessionObjects.clear();
        if (resident != null) {
            resident.discardAfter(reason);
        }
    }

    /**
     * One way to get at the target, which calls {@link #unwrap}: once, or twice for one to stay.
     */
    @FunctionalInterface
    public interface Way extends AutoCloseable {
        long unwrap(Restoration restoring, Session session) throws KeyTransferException;

        /** Destroys what it needed for that. */
        @Override
        default void close() throws TokenException {}
    }

    /** A key that was proven, and the way that gave it. */
    private record Proven(Way way, FoundKey info, KeyDescription key) {}
}
