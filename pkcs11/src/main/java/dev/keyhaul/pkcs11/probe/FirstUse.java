package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What comes once before and with the first wrap of its kind in an open token: the rehearsal, and
 * the controls. While one thread is at it, others wait. When it fails, the next wrap begins anew.
 */
public final class FirstUse {
    private boolean rehearsed;
    private ControlKey.@Nullable Encoding encoding;
    private @Nullable TokenException refusal;
    private boolean controlled;

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
    public synchronized Optional<TokenException> rehearse(Trial trial) throws KeyTransferException {
        if (!rehearsed) {
            try {
                encoding = trial.run();
            } catch (TokenException e) {
                if (!TokenFailure.isRefusal(e)) {
                    throw e;
                }
                refusal = e;
            }
            rehearsed = true;
        }
        return Optional.ofNullable(refusal);
    }

    /** How the token encodes a key of this kind, as the rehearsal has shown. */
    public synchronized ControlKey.Encoding encoding() {
        if (encoding == null) {
            throw new IllegalStateException("nothing was rehearsed");
        }
        return encoding;
    }

    /** Wraps; others wait for the first, which has all controls. */
    public <T> T wrap(Wrap<T> wrap) throws KeyTransferException {
        synchronized (this) {
            if (!controlled) {
                T wrapped = wrap.run(/* first= */ true);
                controlled = true;
                return wrapped;
            }
        }
        return wrap.run(/* first= */ false);
    }
}
