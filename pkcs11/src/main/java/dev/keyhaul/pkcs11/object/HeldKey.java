package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A key of a token at work: what it is, its handle of the moment, and the session that it lives in,
 * where it has one of its own. Thread-safe for a key that stays in its token.
 */
public final class HeldKey implements AutoCloseable {
    private final SessionPool sessions;
    private final FoundKey found;
    private final KeyDescription description;
    private final KeyOrigin origin;
    private final @Nullable Session own;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HeldKey(
            SessionPool sessions, FoundKey found, KeyDescription description, @Nullable Session own)
            throws TokenException {
        this.sessions = sessions;
        this.found = found;
        this.description = description;
        this.origin = origin(sessions.slot(), found);
        this.own = own;
    }

    /** Holds a key that stays in its token. */
    public static HeldKey resident(SessionPool sessions, FoundKey found, KeyDescription description)
            throws TokenException {
        return new HeldKey(sessions, found, description, null);
    }

    /** A session object dies with its session: so the key keeps that to itself. */
    public static HeldKey inSession(
            SessionPool sessions, FoundKey found, KeyDescription description, Session session)
            throws TokenException {
        return new HeldKey(sessions, found, description, session.keep());
    }

    /** Returns the key as it was when it was found. */
    public FoundKey found() {
        return found;
    }

    public KeyDescription description() {
        return description;
    }

    public KeyOrigin origin() {
        return origin;
    }

    /** Returns the handle of the moment: after a new login the key is looked for again. */
    public long handleIn(Session session) throws TokenException {
        return found.handleIn(session);
    }

    /** Works with the key in a session: in its own, where it has one. */
    public <T> T inSession(Session.Work<T> use) throws KeyTransferException {
        if (own != null) {
            if (closed.get()) {
                throw new IllegalStateException("key is closed");
            }
            return own.whileBound(use);
        }
        try (Session session = sessions.borrow()) {
            return use.with(session);
        }
    }

    /** A key that was restored for a session is destroyed; others stay in their token. */
    @Override
    public void close() {
        if (own == null || !closed.compareAndSet(false, true)) {
            return;
        }
        try (Session session = own) {
            session.destroy(found.handle());
        } catch (TokenException e) {
            // The session is closed for good then, and its objects end with it.
        }
    }

    private static KeyOrigin origin(Slot slot, FoundKey found) throws TokenException {
        TokenInfo token = slot.token();
        Map<String, String> details = new LinkedHashMap<>();
        details.put(KeyOrigin.TOKEN_LABEL, token.label());
        details.put(KeyOrigin.MANUFACTURER, token.token().manufacturer());
        details.put(KeyOrigin.MODEL, token.token().model());
        details.put(KeyOrigin.SERIAL, token.serial());
        details.put(KeyOrigin.FIRMWARE, token.token().firmwareVersion().toString());
        details.put("key_id", found.idHex());
        details.put("module", slot.module().path().toString());
        details.put("module_sha256", slot.module().sha256());
        found.attributes()
                .forEach((attribute, value) -> details.put(attribute.cka(), value.toString()));
        return new KeyOrigin(
                slot.protection(),
                "token '" + token.label() + "', key '" + found.label() + "'",
                token.maker(),
                details);
    }
}
