package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.jna.ProcessEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who has a library open in this process: the first initialises it, and the last finalises it,
 * whichever of them that is. A C_Finalize by the first would end the sessions of all others, and
 * one during a call would crash the process: then the library stays initialised, and the next who
 * opens it uses it as it is.
 *
 * <p>Thread-safe. Static because C_Initialize is the process's. No native code runs under its
 * monitor: one thread at a time initialises or finalises, and the others wait.
 */
final class ModuleUses {
    private static final Map<Path, ModuleUses> ALL = new ConcurrentHashMap<>();

    /** Longer than an initialisation takes. */
    private static final Duration LONGEST_CHANGE = Duration.ofMinutes(5);

    private volatile ModuleCalls calls = new ModuleCalls();
    private final Set<Long> openedSlots = ConcurrentHashMap.newKeySet();
    private int count;
    private boolean changing;

    /**
     * Calls C_Finalize when it is closed; null where the application has initialised the library.
     */
    private @Nullable Cryptoki initializer;

    private ModuleUses() {}

    /** Returns those of a library, whatever links lead to it. */
    static ModuleUses of(Path library) {
        ProcessEnd.withoutDestructorsIf(
                () -> ALL.values().stream().anyMatch(uses -> !uses.calls.isEmpty()));
        Path real;
        try {
            real = library.toRealPath();
        } catch (IOException e) {
            real = library; // Whoever opens it says what is wrong with it.
        }
        return ALL.computeIfAbsent(real, path -> new ModuleUses());
    }

    /** Returns the slots in which a token was opened since the library was initialised. */
    Set<Long> openedSlots() {
        return openedSlots;
    }

    /** A library that was opened, and the gate of its calls. */
    record Opened(Cryptoki cryptoki, CallGate gate) {}

    /**
     * Opens a library, and initialises it, unless that is done.
     *
     * @param notifier hears of the calls to it
     */
    Opened open(Path path, Backend backend, Notifier notifier)
            throws NoModuleException, CkrException {
        Deferral deferral = Deferral.begin();
        try {
            return open(path, backend, new CallTeller(path, notifier));
        } finally {
            deferral.close();
        }
    }

    private Opened open(Path path, Backend backend, CallTeller teller)
            throws NoModuleException, CkrException {
        if (!beginChange(TimeLeft.of(LONGEST_CHANGE))) {
            throw CkrException.notCalled(
                    "C_Initialize",
                    "another thread has not finished initialising or finalising " + path);
        }
        try {
            CallGate gate = new CallGate(calls, "PKCS#11 module " + path, teller);
            Cryptoki cryptoki =
                    gate.pass("C_Initialize", CallGate.NO_SESSION, () -> backend.open(path));
            opened(cryptoki);
            return new Opened(cryptoki, gate);
        } finally {
            endChange();
        }
    }

    private synchronized void opened(Cryptoki cryptoki) {
        if (!cryptoki.shared()) {
            initializer = cryptoki;
        }
        count++;
    }

    /**
     * Ends a use whose gate is closed, after its calls have come back, or the time is up.
     *
     * @return what is still inside the library, for people; empty if nothing is that matters here
     * @throws CkrException when C_Finalize fails
     */
    String close(Opened use, TimeLeft patience) throws CkrException {
        ModuleCalls ofUse = use.gate().calls();
        ofUse.awaitNone(call -> use.gate().isOf(call) && !call.isGivenUp(), patience);
        if (!isInitializer(use.cryptoki())) {
            use.cryptoki().finish(); // Calls nothing: the module is shared.
        }
        if (!endUse(patience)) {
            return ofUse.giveUp(use.gate()::isOf);
        }
        if (beginFinalization(ofUse, patience)) {
            finalizeLibrary(use, patience.with(Closer.GRACE));
        }
        return ofUse.giveUp(any -> true);
    }

    private synchronized boolean isInitializer(Cryptoki cryptoki) {
        return cryptoki == initializer;
    }

    /** Tells whether the library is to be finalised; then nobody else changes it meanwhile. */
    private synchronized boolean endUse(TimeLeft patience) {
        count--;
        if (count > 0 || initializer == null || !beginChange(patience)) {
            return false;
        }
        if (count > 0) {
            endChange(); // Another has opened it meanwhile.
        }
        return count == 0;
    }

    /** A thread that was inside may yet close its session: so it is asked again. */
    private boolean beginFinalization(ModuleCalls ofUse, TimeLeft patience) {
        boolean mayFinalize;
        do {
            ofUse.awaitNone(call -> !call.isGivenUp(), patience);
            mayFinalize = ofUse.finish();
        } while (!mayFinalize
                && !patience.isOver()
                && ofUse.inside(ModuleCalls.Call::isGivenUp).isEmpty());
        if (!mayFinalize) {
            endChange();
        }
        return mayFinalize;
    }

    private void finalizeLibrary(Opened use, TimeLeft patience) throws CkrException {
        CallGate gate = new CallGate(use.gate().calls(), "the module", use.gate().teller());
        Cryptoki last = new GatedCryptoki(initializer(), gate);
        AtomicReference<@Nullable CkrException> failure = new AtomicReference<>();
        Closer.run(
                () ->
                        gate.deferring(
                                () -> {
                                    try {
                                        last.finish();
                                    } catch (CkrException e) {
                                        failure.set(e);
                                    } finally {
                                        ended();
                                    }
                                    return true;
                                }),
                patience);
        CkrException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private synchronized Cryptoki initializer() {
        return Objects.requireNonNull(initializer);
    }

    private synchronized void ended() {
        initializer = null;
        calls = new ModuleCalls();
        openedSlots.clear();
        endChange();
    }

    /** Waits until nobody initialises or finalises the library. */
    private synchronized boolean beginChange(TimeLeft patience) {
        boolean interrupted = false;
        while (changing && !patience.isOver()) {
            try {
                patience.waitOn(this);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        boolean begun = !changing;
        changing = true;
        return begun;
    }

    private synchronized void endChange() {
        changing = false;
        notifyAll();
    }
}
