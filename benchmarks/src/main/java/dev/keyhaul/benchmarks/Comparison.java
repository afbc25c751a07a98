package dev.keyhaul.benchmarks;

import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All competitors in turn, round after round in one JVM: what disturbs the machine for a while
 * disturbs all of them, so ratios hold where times do not. JMH gives each a JVM of its own instead.
 */
final class Comparison {
    private static final int KEYS = 64;
    private static final int WARM_UP_ROUNDS = 8;
    private static final int ROUNDS = 25;
    private static final long ROUND_NANOS = 60_000_000;

    /** One competitor, and the microseconds a key of each round. */
    private record Entrant(Competitor competitor, BlobMaker maker, List<Double> micros) {}

    private final List<byte[]> targets;
    private final List<byte[]> ciphertexts = new ArrayList<>();
    private final List<Entrant> entrants = new ArrayList<>();
    private volatile Object sink = "";

    private Comparison(List<Competitor> competitors) throws GeneralSecurityException {
        targets = Collections.nCopies(KEYS, Keys.pkcs8(2048));
        KeyPair kek = Keys.rsa(2048);
        for (Competitor competitor : competitors) {
            entrants.add(new Entrant(competitor, competitor.maker(kek), new ArrayList<>()));
        }
        entrants.get(0).maker.wrap(targets, ciphertext -> ciphertexts.add((byte[]) ciphertext));
    }

    /** Prints the median of each, and how many times as fast as the first it is. */
    static void run(List<Competitor> competitors, boolean wrap, PrintStream out)
            throws GeneralSecurityException {
        Comparison comparison = new Comparison(competitors);
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            for (Entrant entrant : comparison.entrants) {
                double each = comparison.round(entrant.maker, wrap);
                if (round >= WARM_UP_ROUNDS) {
                    entrant.micros.add(each);
                }
            }
        }
        comparison.print(out);
    }

    private double round(BlobMaker maker, boolean wrap) throws GeneralSecurityException {
        long start = System.nanoTime();
        long keys = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            if (wrap) {
                maker.wrap(targets, result -> sink = result);
            } else {
                maker.unwrap(ciphertexts, result -> sink = result);
            }
            keys += KEYS;
        }
        return (System.nanoTime() - start) / 1e3 / keys;
    }

    private void print(PrintStream out) {
        double baseline = median(entrants.get(0).micros);
        for (Entrant entrant : entrants) {
            double median = median(entrant.micros);
            out.printf("%-20s %8.1f us  x %.2f%n", entrant.competitor, median, baseline / median);
            entrant.maker.close();
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
