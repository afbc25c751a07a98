package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TrialOutcome;
import dev.keyhaul.pkcs11.staying.Unproven;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A copy of a throw-away key that stays in its token for the time of one wrap. All other throw-away
 * keys end with their session, and a token may treat keys that stay otherwise.
 *
 * <p>It is noted as unproven before it is made, so that a kill leaves no key that nothing names.
 */
public final class StayingControl {
    private static final String LABEL = "keyhaul control ";
    private static final String COPY = "C_CopyObject";
    private static final int RANDOM_BYTES = 8;
    private static final Ckr[] STORES_NOTHING = {
        Ckr.DEVICE_MEMORY, Ckr.TOKEN_WRITE_PROTECTED, Ckr.SESSION_READ_ONLY
    };

    private final long handle;

    private StayingControl(long handle) {
        this.handle = handle;
    }

    /** What is tried with the copy. */
    public interface Wrap {
        byte[] wrap(StayingControl copy) throws KeyTransferException;
    }

    /** Returns its object. */
    public long handle() {
        return handle;
    }

    /** Returns what came of the wrap; empty if the token or its user keeps no such copy. */
    public static Optional<byte[]> wrapped(
            SessionPool sessions, Session session, ControlKey control, Wrap wrap)
            throws KeyTransferException {
        byte[] unique = new byte[RANDOM_BYTES];
        sessions.random().nextBytes(unique);
        String label = LABEL + HexFormat.of().formatHex(unique);
        Unproven note;
        try {
            note = Unproven.note(sessions, label);
        } catch (KeyTransferException e) {
            return Optional.empty();
        }
        try {
            // If the token does not destroy it, the look for copies finds it.
            sessions.copies().add((cryptoki, in, object) -> isNamed(object.values(), label));
            Optional<byte[]> wrapped = wrapped(session, control, label, wrap);
            note.gone();
            return wrapped;
        } catch (KeyTransferException | RuntimeException e) {
            note.discardAfter(e);
            throw e;
        }
    }

    private static Optional<byte[]> wrapped(
            Session session, ControlKey control, String label, Wrap wrap)
            throws KeyTransferException {
        AtomicLong copy = new AtomicLong();
        Template staying = Templates.named(label).yes(Cka.TOKEN);
        if (!isMade(session, () -> copy.set(session.copy(control.handle(), staying)))) {
            return Optional.empty();
        }
        AttributeValues told = session.read(copy.get(), Cka.TOKEN, Cka.LABEL);
        if (!isNamed(told, label)) {
            throw TokenFailure.violation(COPY, "named an object that it was not asked to make");
        }
        Optional<byte[]> wrapped =
                told.isTrue(Cka.TOKEN)
                        ? Optional.of(wrap.wrap(new StayingControl(copy.get())))
                        : Optional.empty();
        try {
            session.destroy(copy.get());
        } catch (TokenException e) {
            throw TokenFailure.during(e, "the throw-away key '" + label + "' was not destroyed");
        }
        return wrapped;
    }

    /** A token that stores nothing more can still wrap. */
    private static boolean isMade(Session session, Session.Trial copying) throws TokenException {
        try {
            return session.attempt(COPY, copying) == TrialOutcome.ALLOWED;
        } catch (TokenException e) {
            if (TokenFailure.is(e, STORES_NOTHING)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isNamed(AttributeValues told, String label) {
        return told.text(Cka.LABEL).filter(label::equals).isPresent();
    }
}
