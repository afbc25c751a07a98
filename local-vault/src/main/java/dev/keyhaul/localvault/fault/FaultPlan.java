package dev.keyhaul.localvault.fault;

import dev.keyhaul.localvault.access.VaultOperation;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts requests, and says which faults are played on each. Thread-safe. */
public final class FaultPlan {
    private final List<Counted> faults;

    private FaultPlan(List<Counted> faults) {
        this.faults = faults;
    }

    /** Plays these, in this order where several meet on one request. */
    public static FaultPlan of(List<Fault> faults) {
        return new FaultPlan(faults.stream().map(Counted::new).toList());
    }

    /** Counts a request, and returns what is played on it. */
    public List<Fault> next(VaultOperation operation) {
        return faults.stream()
                .filter(counted -> counted.isPlayedOn(operation))
                .map(Counted::fault)
                .toList();
    }

    private record Counted(Fault fault, AtomicLong seen) {
        private Counted(Fault fault) {
            this(fault, new AtomicLong());
        }

        private boolean isPlayedOn(VaultOperation operation) {
            return fault.covers(operation) && fault.covers(seen.incrementAndGet());
        }
    }
}
