package dev.keyhaul.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keyhaul by a provider beside the provider by itself, in turn, round after round in one JVM, in
 * the processor time of the thread: what disturbs the machine for a while disturbs both, so the
 * ratio of each round holds where times do not. JMH gives each a JVM of its own instead.
 */
final class Comparison {
    private static final int KEYS = 64;
    private static final int WARM_UP_ROUNDS = 20;
    private static final int ROUNDS = 75;
    private static final long ROUND_NANOS = 20_000_000;

    /** One competitor, and the microseconds a key of each round. */
    private record Entrant(Competitor competitor, BlobMaker maker, List<Double> micros) {}

    private static final List<List<Competitor>> PAIRS =
            List.of(
                    List.of(Competitor.SUN_JCE, Competitor.KEYHAUL_SUN_JCE),
                    List.of(Competitor.ACCP, Competitor.KEYHAUL_ACCP),
                    List.of(Competitor.BOUNCY_CASTLE, Competitor.KEYHAUL_BOUNCY_CASTLE));

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<byte[]> targets = Collections.nCopies(KEYS, Keys.pkcs8(2048));
    private final List<byte[]> ciphertexts = new ArrayList<>();
    private final List<Entrant> entrants = new ArrayList<>();
    private final List<Entrant> turns = new ArrayList<>();
    private volatile Object sink = "";

    private Comparison() throws GeneralSecurityException {
        KeyPair kek = Keys.rsa(2048);
        for (List<Competitor> pair : PAIRS) {
            for (Competitor competitor : pair) {
                entrants.add(new Entrant(competitor, competitor.maker(kek), new ArrayList<>()));
            }
        }
        turns.addAll(entrants);
        entrants.get(0).maker.wrap(targets, ciphertext -> ciphertexts.add((byte[]) ciphertext));
    }

    /**
     * Prints for each provider the median of both, how many times as fast Keyhaul is as the
     * provider by itself, and as SunJCE by itself.
     */
    static void run(boolean wrap, PrintStream out) throws GeneralSecurityException {
        Comparison comparison = new Comparison();
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            // There and back: neither of a pair is always first.
            Collections.reverse(comparison.turns);
            for (Entrant entrant : comparison.turns) {
                double each = comparison.round(entrant.maker, wrap);
                if (round >= WARM_UP_ROUNDS) {
                    entrant.micros.add(each);
                }
            }
        }
        comparison.print(wrap ? "wrap" : "unwrap", out);
    }

    private double round(BlobMaker maker, boolean wrap) throws GeneralSecurityException {
        long start = THREADS.getCurrentThreadCpuTime();
        long keys = 0;
        while (THREADS.getCurrentThreadCpuTime() - start < ROUND_NANOS) {
            if (wrap) {
                maker.wrap(targets, result -> sink = result);
            } else {
                maker.unwrap(ciphertexts, result -> sink = result);
            }
            keys += KEYS;
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / keys;
    }

    private void print(String way, PrintStream out) {
        out.printf(
                "%-14s %14s %14s %10s %10s%n",
                way, "by itself, us", "Keyhaul, us", "ratio", "x SunJCE");
        Entrant first = entrants.get(0);
        for (int i = 0; i < entrants.size(); i += 2) {
            Entrant itself = entrants.get(i);
            Entrant keyhaul = entrants.get(i + 1);
            out.printf(
                    "%-14s %14.1f %14.1f %10.2f %10.2f%n",
                    itself.competitor,
                    median(itself.micros),
                    median(keyhaul.micros),
                    ratio(itself, keyhaul),
                    ratio(first, keyhaul));
        }
        entrants.forEach(entrant -> entrant.maker.close());
    }

    /** The median of the rounds' ratios. */
    private static double ratio(Entrant of, Entrant to) {
        return median(
                IntStream.range(0, of.micros.size())
                        .mapToObj(round -> of.micros.get(round) / to.micros.get(round))
                        .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
