package dev.keyhaul.cli.doubled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Doubles a parser's input four times and compares its processor time on the first with that on the
 * last: a doubling takes 2 times as long where the work is linear, and 4 times where it is
 * quadratic. One doubling alone says less: where the input outgrows a cache, it takes 4 times as
 * long, too.
 *
 * <p>Each time is the least of several runs of this thread alone. Runs go on until the ratio is
 * within the limit, so that a busy machine or a late compiler makes the test slower and does not
 * fail it.
 */
final class Doubled {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int LEAST_RUNS = 2;
    private static final long MOST_NANOSECONDS = 5_000_000_000L;

    /** For each doubling. */
    private static final double LIMIT = 3;

    private Doubled() {}

    /** Makes an input of that many parts, which are alike. */
    interface Input {
        byte[] of(int parts) throws Exception;
    }

    /** Reads an input whole. */
    interface Parser {
        void parse(byte[] input) throws Exception;
    }

    /** Makes the text of an input. */
    interface Text {
        String of(int parts);
    }

    static Input text(Text text) {
        return parts -> text.of(parts).getBytes(UTF_8);
    }

    /**
     * Checks a parser that takes the input.
     *
     * @param parts half of the parts of the longest input
     */
    static void requireLinear(int parts, Input input, Parser parser) throws Exception {
        int fewest = Math.max(1, parts / 8);
        byte[] shortest = input.of(fewest);
        byte[] longest = input.of(2 * parts);
        double doublings = Math.log(2.0 * parts / fewest) / Math.log(2);
        double limit = Math.pow(LIMIT, doublings);
        long shorter = Long.MAX_VALUE;
        long longer = Long.MAX_VALUE;
        long start = THREADS.getCurrentThreadCpuTime();
        for (int run = 1; run <= LEAST_RUNS || longer >= limit * shorter; run++) {
            shorter = Math.min(shorter, nanoseconds(shortest, parser));
            longer = Math.min(longer, nanoseconds(longest, parser));
            if (THREADS.getCurrentThreadCpuTime() - start > MOST_NANOSECONDS) {
                break;
            }
        }
        assertThat(Math.pow((double) longer / shorter, 1 / doublings))
                .as(
                        "%d and %d bytes in %d and %d ns, a doubling",
                        shortest.length, longest.length, shorter, longer)
                .isLessThan(LIMIT);
    }

    /** Checks a parser that refuses the input, which takes no more time then. */
    static void requireLinearRefusal(int parts, Input input, Parser parser) throws Exception {
        requireLinear(
                parts,
                input,
                bytes -> {
                    try {
                        parser.parse(bytes);
                    } catch (KeyTransferException e) {
                        return;
                    }
                    throw new AssertionError("was not refused");
                });
    }

    private static long nanoseconds(byte[] input, Parser parser) throws Exception {
        byte[] own = input.clone();
        long start = THREADS.getCurrentThreadCpuTime();
        parser.parse(own);
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
