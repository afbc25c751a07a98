package dev.keyhaul.pkcs11.object;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.List;

/**
 * An object that lives for one operation and is destroyed when this is closed.
 *
 * <p>When it cannot be destroyed, that is an error of the whole operation; the session is then
 * closed, and session objects end with it.
 */
public record SessionObject(Session session, long handle) implements AutoCloseable {
    public static SessionObject create(Session session, Template template) throws TokenException {
        return checked(session, session.create(template), template);
    }

    /** Takes a new object; destroys it when the token did not honour the template. */
    public static SessionObject checked(Session session, long handle, Template template)
            throws TokenException {
        try {
            HonouredTemplate.check(session, handle, template);
            return new SessionObject(session, handle);
        } catch (TokenException | RuntimeException e) {
            OwnObjects.destroyAfter(session, e, List.of(handle));
            throw e;
        }
    }

    @Override
    public void close() throws TokenException {
        try {
            session.destroy(handle);
        } catch (TokenException e) {
            if (TokenFailure.isOfClosed(e)) {
                throw e; // The object has ended with its session, which was closed meanwhile.
            }
            throw OwnObjects.notDestroyed(e, handle);
        }
    }
}
