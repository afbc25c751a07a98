package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many items are done and have failed, and why. Thread-safe; of bounded size.
 *
 * <pre>{@code
 * for (BatchTally.Cause cause : run.tally().failures()) {
 *     show(cause.count(), cause.text(), cause.allLines()); // 3, "no such file", "2-3, 9"
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BatchTally {
    private static final int MAX_CAUSES = 100;
    private static final int LINES_SHOWN = 5;

    private long done;
    private long found;
    private long failed;
    private long lost;
    private boolean incident;
    private boolean voidSent;
    private final Map<String, Counting> failures = new LinkedHashMap<>();
    private final Map<String, Counting> warnings = new LinkedHashMap<>();

    BatchTally() {}

    /**
     * Something that happened to several items.
     *
     * @param text what it was, without the names of the items
     * @param first the first error, whose hint is the operator's next step; none for a warning
     * @param count how many items it happened to
     * @param lines the first of them
     * @param allLines all of them as ranges, such as {@code 2-5, 9}; where there are very many
     *     ranges, it ends with {@code …}, and the journal has the others
     * @param example the message for the first item, in full
     */
    public record Cause(
            String text,
            Optional<KeyTransferException> first,
            long count,
            List<Integer> lines,
            String allLines,
            String example) {
        /**
         * Copies the lines.
         *
         * @param text what it was, without the names of the items
         * @param first the first error, whose hint is the operator's next step; none for a warning
         * @param count how many items it happened to
         * @param lines the first of them
         * @param allLines all of them as ranges, such as {@code 2-5, 9}; where there are very many
         *     ranges, it ends with {@code …}, and the journal has the others
         * @param example the message for the first item, in full
         */
        public Cause {
            Arguments.notNull("text", text, "first", first, "allLines", allLines);
            Arguments.notNull("example", example);
            lines = List.copyOf(lines);
        }
    }

    /** A cause that is still counted. */
    private static final class Counting {
        private final String text;
        private final Optional<KeyTransferException> first;
        private final String example;
        private final List<Integer> lines = new ArrayList<>();
        private final LineRanges all = new LineRanges();
        private long count;

        Counting(String text, Optional<KeyTransferException> first, String example) {
            this.text = text;
            this.first = first;
            this.example = example;
        }

        void add(int line) {
            count++;
            all.add(line);
            if (lines.size() < LINES_SHOWN && !lines.contains(line)) {
                lines.add(line);
            }
        }

        Cause cause() {
            return new Cause(text, first, count, lines, all.toString(), example);
        }
    }

    synchronized void count(ItemResult result) {
        switch (result.kind()) {
            case DONE -> done++;
            case FOUND -> found++;
            case SAME -> {}
            case FAILED -> failed++;
            case LOST -> {
                lost++;
                failed++;
            }
            case VOID -> {
                done--;
                failed++;
            }
        }
        KeyTransferException error = result.error();
        if (error != null) {
            incident |= error instanceof IncidentException;
            voidSent |= error.reason() == Reason.BATCH_VOID_SENT;
            count(failures, result.item(), String.valueOf(error.getMessage()), Optional.of(error));
        }
    }

    synchronized void warned(BatchItem item, String warning) {
        count(warnings, item, warning, Optional.empty());
    }

    private static void count(
            Map<String, Counting> causes,
            BatchItem item,
            String message,
            Optional<KeyTransferException> error) {
        String text = CauseText.of(item, message);
        String key =
                causes.containsKey(text) || causes.size() < MAX_CAUSES
                        ? text
                        : "others, which the journal has";
        causes.computeIfAbsent(key, cause -> new Counting(cause, error, message)).add(item.line());
    }

    /** {@return how many items this run has done, those too that turned out to be done} */
    public synchronized long done() {
        return done + found;
    }

    /** {@return how many of them an earlier run had done without being able to say so} */
    public synchronized long found() {
        return found;
    }

    /** {@return how many items have failed} */
    public synchronized long failed() {
        return failed;
    }

    /** {@return how many of them an earlier run had done, whose file is missing or changed} */
    public synchronized long lost() {
        return lost;
    }

    /** {@return whether the key of an item may be exposed: in this run, or in an earlier one} */
    public synchronized boolean hasIncident() {
        return incident;
    }

    /** {@return whether a vault or a store has a void result: of this run, or of an earlier one} */
    public synchronized boolean hasVoidDelivery() {
        return voidSent;
    }

    /** {@return why items failed, the most frequent cause first} */
    public synchronized List<Cause> failures() {
        return sorted(failures);
    }

    /** {@return what was warned of, the most frequent first} */
    public synchronized List<Cause> warnings() {
        return sorted(warnings);
    }

    private static List<Cause> sorted(Map<String, Counting> causes) {
        return causes.values().stream()
                .map(Counting::cause)
                .sorted(Comparator.comparingLong(Cause::count).reversed())
                .toList();
    }
}
