package dev.keyhaul.pkcs11.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a pool is at, seen without a call to the module; {@code TokenHealth} explains it. */
public record PoolHealth(
        boolean open,
        int sessions,
        int lent,
        int waiting,
        List<Inside> inside,
        int logins,
        Optional<Instant> lastLogin,
        Optional<Failure> lastFailure) {

    /** A call inside the module. */
    public record Inside(String function, String thread, Instant since) {
        static Inside of(ModuleCalls.Call call) {
            return new Inside(call.function(), call.thread().getName(), call.since());
        }
    }

    /** An error that a call met. */
    public record Failure(Instant time, String message) {}
}
