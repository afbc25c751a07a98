package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.OwnObjects;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;

/**
 * A key that is about to be made to stay, and that is noted as unproven: no code makes one without
 * this. Only a key that the gate let in, or one that is gone, ends the note.
 */
public final class Unproven {
    private final SessionPool sessions;
    private final String label;

    private Unproven(SessionPool sessions, String label) {
        this.sessions = sessions;
        this.label = label;
    }

    /** Notes a key; the caller has seen that nothing has its label. */
    public static Unproven note(SessionPool sessions, String label) throws KeyTransferException {
        sessions.unproven().note(sessions.slot().token(), label);
        return new Unproven(sessions, label);
    }

    /** Returns the label, the key's own. */
    public String label() {
        return label;
    }

    /** Drops the note: the gate let the key in. */
    public StayingKey proven(StayingKey key) throws KeyTransferException {
        drop();
        return key;
    }

    /** Drops the note: the key was destroyed, or never made. */
    public void gone() throws KeyTransferException {
        drop();
    }

    /**
     * Destroys the key: by the label, which nothing had, since the token may have named the handles
     * of somebody's key; and in another session, since an operation that failed may still be active
     * in this one. The note stays for a key that may be there still.
     */
    public void discardAfter(Exception reason) {
        if (!isDiscarded(reason)) {
            reason.addSuppressed(stillThere());
        }
    }

    /**
     * Destroys a key that was made to be tried.
     *
     * @throws TokenException if it may be there still
     */
    void discard() throws TokenException {
        TokenException failure = stillThere();
        if (!isDiscarded(failure)) {
            throw failure;
        }
    }

    private boolean isDiscarded(Exception reason) {
        try (Session session = sessions.borrowAnother()) {
            if (OwnObjects.destroyNamedAfter(session, reason, label)) {
                drop();
                return true;
            }
        } catch (KeyTransferException | RuntimeException e) {
            reason.addSuppressed(e);
        }
        return false;
    }

    private TokenException stillThere() {
        return new TokenException(
                Reason.KEY_UNPROVEN,
                "key '"
                        + label
                        + "' may still be in "
                        + sessions.slot()
                        + " and is unproven: do not use it",
                "delete it once the token works again");
    }

    private void drop() throws KeyTransferException {
        sessions.unproven().drop(sessions.slot().token(), label);
    }
}
