package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.KeyMark;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.KeptCopies;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TrialOutcome;
import dev.keyhaul.pkcs11.staying.Unproven;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A throw-away key that stays in its token for the time of one wrap: a copy of a {@link
 * ControlKey}, or an AES key of known value. All other throw-away keys end with their session, and
 * a token may treat keys that stay otherwise.
 *
 * <p>It is noted as unproven before it is made, so that a kill leaves no key that nothing names.
 */
public final class StayingControl {
    private static final String LABEL = "keyhaul control ";
    private static final int RANDOM_BYTES = 8;
    private static final Ckr[] STORES_NOTHING = {
        Ckr.DEVICE_MEMORY, Ckr.TOKEN_WRITE_PROTECTED, Ckr.SESSION_READ_ONLY
    };

    private final long handle;

    private StayingControl(long handle) {
        this.handle = handle;
    }

    /** What is tried with it. */
    public interface Wrap {
        byte[] wrap(StayingControl staying) throws KeyTransferException;
    }

    /** How it is made. */
    private interface Maker {
        long make(Template staying) throws TokenException;
    }

    /** Returns its object. */
    public long handle() {
        return handle;
    }

    /** Returns what came of the wrap; empty if the token or its user keeps no such copy. */
    public static Optional<byte[]> wrapped(
            SessionPool sessions, Session session, ControlKey control, Wrap wrap)
            throws KeyTransferException {
        KeyMark mark = new KeyMark(Optional.of(control.description()), "", sessions.random());
        // One that was renamed instead of destroyed is found by its numbers.
        KeptCopies.Key key =
                (cryptoki, in, object) ->
                        !label(object.values()).startsWith(LABEL) && mark.is(cryptoki, in, object);
        return made(
                sessions,
                session,
                key,
                "C_CopyObject",
                staying -> session.copy(control.handle(), staying),
                wrap);
    }

    /** The same under an AES key of this value that stays. */
    static Optional<byte[]> wrappedUnder(
            SessionPool sessions, Session session, byte[] aes, Wrap wrap)
            throws KeyTransferException {
        return made(
                sessions,
                session,
                (cryptoki, in, object) -> false,
                "C_CreateObject",
                staying -> session.create(Templates.rehearsalAes(aes, staying)),
                wrap);
    }

    private static Optional<byte[]> made(
            SessionPool sessions,
            Session session,
            KeptCopies.Key key,
            String function,
            Maker maker,
            Wrap wrap)
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
            sessions.copies()
                    .add(
                            (cryptoki, in, object) ->
                                    label(object.values()).equals(label)
                                            || key.is(cryptoki, in, object));
            Optional<byte[]> wrapped = wrapped(session, function, maker, label, wrap);
            note.gone();
            return wrapped;
        } catch (KeyTransferException | RuntimeException e) {
            note.discardAfter(e);
            throw e;
        }
    }

    private static Optional<byte[]> wrapped(
            Session session, String function, Maker maker, String label, Wrap wrap)
            throws KeyTransferException {
        AtomicLong made = new AtomicLong();
        Template staying = Templates.named(label).yes(Cka.TOKEN);
        if (!isMade(session, function, () -> made.set(maker.make(staying)))) {
            return Optional.empty();
        }
        AttributeValues told = session.read(made.get(), Cka.TOKEN, Cka.LABEL);
        if (!label(told).equals(label)) {
            throw TokenFailure.violation(function, "named an object that it was not asked to make");
        }
        Optional<byte[]> wrapped =
                told.isTrue(Cka.TOKEN)
                        ? Optional.of(wrap.wrap(new StayingControl(made.get())))
                        : Optional.empty();
        try {
            session.destroy(made.get());
        } catch (TokenException e) {
            throw TokenFailure.during(e, "the throw-away key '" + label + "' was not destroyed");
        }
        return wrapped;
    }

    /** A token that stores nothing more can still wrap. */
    private static boolean isMade(Session session, String function, Session.Trial making)
            throws TokenException {
        try {
            return session.attempt(function, making) == TrialOutcome.ALLOWED;
        } catch (TokenException e) {
            if (TokenFailure.is(e, STORES_NOTHING)) {
                return false;
            }
            throw e;
        }
    }

    private static String label(AttributeValues told) {
        return told.text(Cka.LABEL).orElse("");
    }
}
