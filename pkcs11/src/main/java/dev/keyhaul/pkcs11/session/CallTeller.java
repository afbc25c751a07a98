package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.event.TokenCall;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a listener of each call to one module. What may not be told, the event removes. */
record CallTeller(Path module, Notifier notifier) {
    /** Tells nobody. */
    static final CallTeller NOBODY = new CallTeller(Path.of(""), Notifier.OFF);

    private static final String OK = Ckr.OK.toString();
    private static final String FAILED = "failed";

    boolean isOn() {
        return notifier.isOn();
    }

    /** Makes a call, and tells how it ended; nothing of one that was not made. */
    <T, E extends Exception> T told(CallGate gate, String function, CallGate.NativeCall<T, E> call)
            throws CkrException, E {
        long begun = System.nanoTime();
        String result = FAILED;
        try {
            T answer = call.run();
            result = OK;
            return answer;
        } catch (CkrException e) {
            result = e.isOfCall() ? resultOf(e) : null;
            throw e;
        } finally {
            tell(gate, function, result, begun);
        }
    }

    private void tell(CallGate gate, String function, @Nullable String result, long begun) {
        if (result != null) {
            TokenCall call =
                    new TokenCall(
                            module.toString(),
                            gate.token(),
                            function,
                            result.equals(OK),
                            result,
                            Duration.ofNanos(System.nanoTime() - begun));
            gate.tell(listener -> listener.tokenCall(call));
        }
    }

    private static String resultOf(CkrException e) {
        return e.isViolation()
                ? "violation"
                : Ckr.of(e.code())
                        .map(Ckr::toString)
                        .orElseGet(
                                () -> "0x" + Long.toHexString(e.code()).toUpperCase(Locale.ROOT));
    }
}
