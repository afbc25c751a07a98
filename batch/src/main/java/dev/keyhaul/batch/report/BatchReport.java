package dev.keyhaul.batch.report;

import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.InlinePart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a batch did.
 *
 * @param manifestSha256 SHA-256 of the manifest, 64 hex digits
 * @param journal the file of the batch's journal
 * @param items items of the manifest, or of this shard
 * @param doneBefore items that the journal had as done
 * @param done items done by this run, with those found
 * @param found items that an earlier run had done before it was killed, and that were found
 *     complete
 * @param failed items that failed
 * @param remaining items that are left
 * @param seconds how long the run took
 * @param keysPerSecond items done per second
 * @param shard which shard this is, as I/N
 * @param wrappedBy what wrapped the keys of files: the JDK, or name and version of the provider
 *     that an application passed
 */
public record BatchReport(
        String manifestSha256,
        Path journal,
        long items,
        long doneBefore,
        long done,
        long found,
        long failed,
        long remaining,
        double seconds,
        double keysPerSecond,
        Optional<String> shard,
        Optional<String> wrappedBy)
        implements InlinePart {
    /**
     * Returns the report.
     *
     * @param elapsed how long the run took
     */
    public static BatchReport of(BatchRun run, Duration elapsed) {
        BatchTally tally = run.tally();
        return new BatchReport(
                run.batch().sha256(),
                run.journal(),
                run.items(),
                run.doneBefore(),
                tally.done(),
                tally.found(),
                tally.failed(),
                run.left() - tally.failed(),
                elapsed.toMillis() / 1e3,
                tally.done() / Math.max(1e-3, elapsed.toNanos() / 1e9),
                Optional.of(run.shard())
                        .filter(shard -> !shard.isWhole())
                        .map(shard -> shard.toString()),
                run.wrappedBy());
    }

    /**
     * What went wrong.
     *
     * @param failures why items failed
     * @param warnings what was warned of
     */
    public record Causes(Optional<List<Cause>> failures, Optional<List<Cause>> warnings)
            implements InlinePart {
        /**
         * Returns those of a batch.
         *
         * @param nextStep says for an error what to do about it
         */
        public static Causes of(
                BatchTally tally, Function<KeyTransferException, Optional<String>> nextStep) {
            return new Causes(all(tally.failures(), nextStep), all(tally.warnings(), nextStep));
        }

        private static Optional<List<Cause>> all(
                List<BatchTally.Cause> causes,
                Function<KeyTransferException, Optional<String>> nextStep) {
            return causes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(causes.stream().map(c -> Cause.of(c, nextStep)).toList());
        }
    }

    /**
     * What happened to some items.
     *
     * @param keys how many items
     * @param cause the cause, without the names of items
     * @param firstLines the first lines of the manifest that it happened to
     * @param lines all lines as ranges, if they are more than the first: 2-5, 9. It ends with … if
     *     there are more than 10000 ranges; the journal has the others
     * @param example what was said of the first item, if the cause leaves out names of it
     * @param code the code of the error, as in docs/ERRORS.md: it keeps its meaning
     * @param hint what to do about it
     */
    public record Cause(
            long keys,
            String cause,
            List<Integer> firstLines,
            Optional<String> lines,
            Optional<String> example,
            Optional<Reason> code,
            Optional<String> hint) {
        private static Cause of(
                BatchTally.Cause cause, Function<KeyTransferException, Optional<String>> nextStep) {
            return new Cause(
                    cause.count(),
                    cause.text(),
                    cause.lines(),
                    cause.count() > cause.lines().size()
                            ? Optional.of(cause.allLines())
                            : Optional.empty(),
                    Optional.of(cause.example()).filter(text -> !text.equals(cause.text())),
                    cause.first().map(KeyTransferException::reason),
                    cause.first().flatMap(nextStep));
        }
    }
}
