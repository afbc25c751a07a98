package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The KEK objects that sessions keep, one a session: a batch wraps many keys under one KEK, and
 * making and reading back its object anew would be four calls a key. Thread-safe.
 */
final class KeptKeks {
    private final Map<Long, KekObject> bySession = new ConcurrentHashMap<>();

    /** Returns the session's object of a KEK, made and read back when it has none. */
    KekObject in(Session session, RsaAesWrappingKey kek)
            throws TokenException, CheckFailedException {
        KekObject kept = bySession.get(session.handle());
        if (kept != null && kept.isOf(kek.publicKey())) {
            return kept;
        }
        if (kept != null) {
            bySession.remove(session.handle());
            session.destroy(kept.handle());
        }
        KekObject made = KekObject.create(session, kek.publicKey());
        bySession.put(session.handle(), made);
        return made;
    }

    /** Forgets the object of a session that is about to end; returns its handle. */
    Optional<Long> forget(long session) {
        return Optional.ofNullable(bySession.remove(session)).map(KekObject::handle);
    }
}
