package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.UnprovenKeys;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One use of a module, from its opening to its close, and the tokens that are open in it.
 * Thread-safe.
 */
public final class ModuleUse {
    private static final String STUCK_HINT =
            "find out what the HSM or its client waits for; the module can be opened again, but the call ends only when this process does";

    private final Path path;
    private final ModuleUses uses;
    private final ModuleUses.Opened opened;
    private final Cryptoki gated;
    private final LeftBehind leftBehind;
    private final Set<SessionPool> pools = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile SessionPolicy policy = SessionPolicy.DEFAULT;
    private volatile UnprovenKeys unproven = UnprovenKeys.NOT_NOTED;

    private ModuleUse(Path path, ModuleUses uses, ModuleUses.Opened opened) {
        this.path = path;
        this.uses = uses;
        this.opened = opened;
        this.leftBehind = new LeftBehind(uses.openedSlots());
        this.gated = new GatedCryptoki(opened.cryptoki(), opened.gate());
    }

    /** Loads the library at an absolute path, and initialises it, unless that is done. */
    public static ModuleUse open(Path path, Backend backend, Notifier notifier)
            throws NoModuleException, CkrException {
        ModuleUses uses = ModuleUses.of(path);
        return new ModuleUse(path, uses, uses.open(path, backend, notifier));
    }

    /** Returns the module for what needs no token. */
    public Cryptoki cryptoki() {
        return gated;
    }

    /** Says how sessions are lent by tokens opened from now on, and how long a close waits. */
    public void lendBy(SessionPolicy newPolicy) {
        policy = newPolicy;
    }

    /** Says where tokens opened from now on note the keys that are being made there. */
    public void noteIn(UnprovenKeys notes) {
        unproven = notes;
    }

    /** Opens the sessions of a token. */
    public SessionPool open(TokenLogin login) throws KeyTransferException {
        CallGate gate = opened.gate().within(login.slot().toString());
        SessionPool pool =
                new SessionPool(
                        opened.cryptoki(),
                        gate,
                        login,
                        leftBehind,
                        unproven,
                        policy,
                        pools::remove);
        pools.add(pool);
        pool.begin();
        return pool;
    }

    /**
     * Closes the tokens that are open, waits for the calls inside the module, and finalises it, if
     * this was its last use and nothing is inside.
     *
     * @throws TokenException when C_Finalize fails, or a call is still inside
     * @throws dev.keyhaul.core.CheckFailedException if a token kept a copy of a key
     * @throws IllegalStateException on a thread that works with one of the tokens
     */
    public void close() throws KeyTransferException {
        for (SessionPool pool : pools) {
            pool.requireOtherThread();
        }
        if (opened.gate().isTelling()) {
            throw new IllegalStateException(
                    "the module cannot be closed by a listener: close it on another thread");
        }
        if (closed.getAndSet(true)) {
            return;
        }
        opened.gate().close();
        TimeLeft patience = TimeLeft.of(policy.closeWait());
        List<KeyTransferException> failures = new ArrayList<>();
        for (SessionPool pool : pools) {
            try {
                pool.close(patience);
            } catch (KeyTransferException e) {
                failures.add(e);
            }
        }
        try {
            finish(patience);
        } catch (TokenException e) {
            failures.add(e);
        }
        if (!failures.isEmpty()) {
            KeyTransferException first = failures.remove(0);
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private void finish(TimeLeft patience) throws TokenException {
        String inside;
        try {
            inside = uses.close(opened, patience);
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
        if (!inside.isEmpty()) {
            throw stuck(
                    "PKCS#11 module "
                            + path
                            + " is closed but stays initialised: still inside it: "
                            + inside);
        }
    }

    static TokenException stuck(String what) {
        return new TokenException(
                Reason.TOKEN_DEVICE, TokenException.Kind.DEVICE, what, STUCK_HINT);
    }
}
