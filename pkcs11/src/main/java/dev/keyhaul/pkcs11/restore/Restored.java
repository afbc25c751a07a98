package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.KeyTerms;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.staying.Newcomer;
import dev.keyhaul.pkcs11.staying.StayingKey;
import dev.keyhaul.pkcs11.staying.Unproven;
import java.util.Objects;
import java.util.Optional;
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

    /** A key that is to stay. */
    private record Resident(SessionPool sessions, KeyDescription key, Newcomer newcomer) {}

    static Restored inSession(HeldKey key) {
        return new Restored(key, null);
    }

    static Restored resident(
            SessionPool sessions,
            Unproven note,
            KeyDescription key,
            Template template,
            Optional<Template> publicTemplate,
            KeySelector name) {
        Newcomer newcomer =
                new Newcomer(
                        note,
                        Newcomer.Origin.BROUGHT_IN,
                        Restoration.kind(KeyTerms.type(key)),
                        name,
                        template,
                        publicTemplate,
                        (session, found, publicKey) -> proven(sessions, session, key, found));
        return new Restored(null, new Resident(sessions, key, newcomer));
    }

    private static FoundKey proven(
            SessionPool sessions, Session session, KeyDescription key, FoundKey found)
            throws KeyTransferException {
        KeyProof.ofDescription(key)
                .prove(session, found.handle(), sessions.random(), ExpectedTokenKey.NOT_EXPECTED);
        return Restoration.withPublicHalf(found, key);
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
            StayingKey admitted =
                    stays.newcomer.note().proven(StayingKey.admit(stays.sessions, stays.newcomer));
            return HeldKey.resident(stays.sessions, admitted.key(), stays.key);
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
            resident.newcomer.note().discardAfter(reason);
        }
    }
}
