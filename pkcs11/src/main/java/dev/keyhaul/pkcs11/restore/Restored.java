package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.GuardedKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.KeyTerms;
import dev.keyhaul.pkcs11.object.PermanentKeys;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key that was restored. One that is to stay counts only once another session has found it, used
 * it, and seen that it is guarded, after the session of its making was closed: {@link #key} does
 * that, and is the only way to it.
 */
public final class Restored {
    private final @Nullable HeldKey ofSession;
    private final @Nullable Resident resident;

    private Restored(@Nullable HeldKey ofSession, @Nullable Resident resident) {
        this.ofSession = ofSession;
        this.resident = resident;
    }

    /** What a key that is to stay must be. */
    private record Resident(
            SessionPool sessions,
            KeyDescription key,
            Template template,
            KeySelector name,
            boolean mayLeave) {
        String label() {
            return Objects.requireNonNull(name.label());
        }
    }

    static Restored inSession(HeldKey key) {
        return new Restored(key, null);
    }

    static Restored resident(
            SessionPool sessions,
            KeyDescription key,
            Template template,
            KeySelector name,
            boolean mayLeave) {
        return new Restored(null, new Resident(sessions, key, template, name, mayLeave));
    }

    /**
     * Returns the key; destroys one that does not stay as it was asked for.
     *
     * @throws IllegalStateException if this thread has a session of the token still
     */
    public HeldKey key() throws KeyTransferException {
        if (ofSession != null) {
            return ofSession;
        }
        Resident stays = Objects.requireNonNull(resident);
        try {
            return kept(stays);
        } catch (KeyTransferException | RuntimeException e) {
            discardAfter(e);
            throw e;
        }
    }

    /** Destroys it: what goes with it has failed. */
    void discardAfter(Exception reason) {
        if (ofSession != null) {
            ofSession.close();
        } else if (resident != null) {
            Restoration.destroyResidentAfter(resident.sessions, reason, resident.label());
        }
    }

    private static HeldKey kept(Resident stays) throws KeyTransferException {
        SessionPool sessions = stays.sessions;
        KeyDescription key = stays.key;
        try (Session session = sessions.borrowAfterEnd()) {
            PermanentKeys kept = new PermanentKeys(session);
            FoundKey found = kept.find(Restoration.kind(KeyTerms.type(key)), stays.name);
            HonouredTemplate.check(found, stays.template);
            KeyProof.ofDescription(key)
                    .prove(
                            session,
                            found.handle(),
                            sessions.random(),
                            ExpectedTokenKey.NOT_EXPECTED);
            if (key.publicKey().isPresent()) {
                kept.requirePublic(
                        Templates.named(stays.label())
                                .with(Cka.ID, Objects.requireNonNull(stays.name.id())));
            }
            new GuardedKey(sessions, session).require(found.handle(), key, stays.mayLeave);
            return HeldKey.resident(sessions, Restoration.withPublicHalf(found, key), key);
        }
    }
}
