package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.session.ModuleTurn;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What comes once before and with the first wrap of its kind in an open token: the rehearsal, and
 * the controls. While one thread is at it, others wait. When it fails, the next wrap begins anew.
 */
public final class FirstUse {
    private final ModuleTurn turn;
    private boolean rehearsed;
    private volatile ControlKey.@Nullable Encoding encoding;
    private @Nullable TokenException refusal;
    private volatile boolean controlled;

    FirstUse(ModuleTurn turn) {
        this.turn = turn;
    }

    /** What rehearses, and returns how the token encodes a key. */
    public interface Trial {
        ControlKey.Encoding run() throws KeyTransferException;
    }

    /** A wrap, with its proof. */
    public interface Wrap<T> {
        T run(boolean first) throws KeyTransferException;
    }

    /**
     * Rehearses, unless that was done.
     *
     * @return why the token refuses this kind of wrap, if it does
     * @throws dev.keyhaul.core.CheckFailedException when the token does something else than was
     *     asked of it
     * @throws TokenException when the token fails, which says nothing of what it can do
     */
    public Optional<TokenException> rehearse(Trial trial) throws KeyTransferException {
        turn.take();
        try {
            if (!rehearsed) {
                rehearseOnce(trial);
                rehearsed = true;
            }
            return Optional.ofNullable(refusal);
        } finally {
            turn.give();
        }
    }

    private void rehearseOnce(Trial trial) throws KeyTransferException {
        try {
            encoding = trial.run();
        } catch (TokenException e) {
            if (!TokenFailure.isRefusal(e)) {
                throw e;
            }
            refusal = e;
        }
    }

    /** How the token encodes a key of this kind, as the rehearsal has shown. */
    public ControlKey.Encoding encoding() {
        ControlKey.Encoding known = encoding;
        if (known == null) {
            throw new IllegalStateException("nothing was rehearsed");
        }
        return known;
    }

    /** Wraps; others wait for the first, which has all controls. */
    public <T> T wrap(Wrap<T> wrap) throws KeyTransferException {
        if (!controlled) {
            turn.take();
            try {
                if (!controlled) {
                    T wrapped = wrap.run(/* first= */ true);
                    controlled = true;
                    return wrapped;
                }
            } finally {
                turn.give();
            }
        }
        return wrap.run(/* first= */ false);
    }
}
