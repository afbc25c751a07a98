package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.ItemInHand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.source.SharedTokens;
import dev.keyhaul.pkcs11.source.TokenLease;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a batch ends early: after a signal, the items in hand end, and no other begins. A call into
 * native code may never return. The process then ends without it, as soon as no change is being
 * sent to a vault or store: the journal has everything else.
 */
final class BatchStop {
    /** Less than the ten seconds after which a service manager or a person kills. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** No wrap takes as long. */
    private static final Duration SLOW = Duration.ofSeconds(20);

    private final Console console;
    private final Interruption interruption = Interruption.asking(PATIENCE, this::mayEnd);
    private volatile @Nullable BatchRun run;
    private volatile @Nullable SharedTokens tokens;

    /** Takes the process's signals from now on; until there is a run, they end it at once. */
    BatchStop(Console console) {
        this.console = console;
    }

    Interruption interruption() {
        return interruption;
    }

    /** Has signals stop this run, whose keys are in these tokens. */
    void stops(BatchRun stopped, SharedTokens opened) {
        run = stopped;
        tokens = opened;
        interruption.stops(stopped::stop);
    }

    /** Warns of each item that takes too long, once. */
    void warnOfSlow() {
        Instant limit = Instant.now().minus(SLOW);
        for (ItemInHand item : inHand()) {
            if (item.since().isBefore(limit)) {
                console.warnOnce(
                        named(item)
                                + " has not finished since "
                                + item.since().truncatedTo(ChronoUnit.SECONDS)
                                + ": the HSM, its client or the vault may be stuck; the other"
                                + " items go on");
            }
        }
    }

    /** On the thread of the signal, while the run still waits for its items. */
    private boolean mayEnd() {
        List<ItemInHand> left = inHand();
        if (left.isEmpty() || left.stream().anyMatch(ItemInHand::sending)) {
            return false;
        }
        console.error(
                Reason.INTERRUPTED,
                "interrupted, and not finished: "
                        + left.stream().map(this::named).collect(Collectors.joining("; ")),
                "check the HSM and the log of its client, then run the batch again with --resume:"
                        + " the journal lists everything else that was done");
        return true;
    }

    private List<ItemInHand> inHand() {
        BatchRun current = run;
        return current == null ? List.of() : current.inHand();
    }

    private String named(ItemInHand item) {
        return "line " + item.item().line() + call(item);
    }

    private String call(ItemInHand item) {
        SharedTokens opened = tokens;
        List<TokenLease> all = opened == null ? List.of() : opened.all();
        return all.stream()
                .flatMap(
                        lease ->
                                lease.token().health().calls().stream()
                                        .filter(call -> call.thread().equals(item.thread()))
                                        .map(
                                                call ->
                                                        ", in "
                                                                + call.function()
                                                                + " of the token '"
                                                                + lease.token().info().label()
                                                                + "'"))
                .findFirst()
                .orElse("");
    }
}
