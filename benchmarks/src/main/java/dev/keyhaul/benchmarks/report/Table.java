package dev.keyhaul.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All competitors of one benchmark in one setting.
 *
 * @param heading benchmark and setting
 * @param rows the fastest first
 */
record Table(String heading, List<Row> rows) {
    private static final String BASELINE = "SUN_JCE";
    private static final Pattern BITS = Pattern.compile("(kekBits|targetBits) (\\d+)");

    /**
     * One competitor.
     *
     * @param micros the median of all rounds
     * @param bytes allocated; NaN when it was not measured
     * @param toSunJce how many times as fast as SunJCE; NaN without it
     * @param toLimit how many times as long as the limit; NaN without one
     */
    record Row(String competitor, double micros, double bytes, double toSunJce, double toLimit) {}

    static List<Table> of(List<Result> results, Optional<Limit> limit) {
        Map<String, Map<String, List<Result>>> groups = new LinkedHashMap<>();
        for (Result result : results) {
            groups.computeIfAbsent(result.group(), group -> new LinkedHashMap<>())
                    .computeIfAbsent(result.competitor(), competitor -> new ArrayList<>())
                    .add(result);
        }
        List<Table> tables = new ArrayList<>();
        groups.forEach((group, rounds) -> tables.add(table(group, rounds, limit)));
        return tables;
    }

    private static Table table(
            String group, Map<String, List<Result>> rounds, Optional<Limit> limit) {
        double baseline =
                rounds.containsKey(BASELINE)
                        ? median(rounds.get(BASELINE).stream().map(Result::score).toList())
                        : Double.NaN;
        double floor = limit.map(known -> floor(group, known)).orElse(Double.NaN);
        List<Row> rows = new ArrayList<>();
        rounds.forEach(
                (competitor, all) -> {
                    double micros = median(all.stream().map(Result::score).toList());
                    double bytes = median(all.stream().map(Result::bytes).toList());
                    rows.add(new Row(competitor, micros, bytes, baseline / micros, micros / floor));
                });
        rows.sort((a, b) -> Double.compare(a.micros, b.micros));
        return new Table(group, rows);
    }

    /** Only a blob has one, and only on one thread: `openssl speed` runs on one. */
    private static double floor(String group, Limit limit) {
        int kek = 0;
        int target = 0;
        Matcher bits = BITS.matcher(group);
        while (bits.find()) {
            if (bits.group(1).equals("kekBits")) {
                kek = Integer.parseInt(bits.group(2));
            } else {
                target = Integer.parseInt(bits.group(2));
            }
        }
        if (kek == 0 || target == 0 || !group.endsWith(", 1 thread")) {
            return Double.NaN;
        }
        return limit.blobMicros(group.contains(".wrap"), target, kek);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static String markdown(List<Table> tables) {
        StringBuilder text = new StringBuilder();
        for (Table table : tables) {
            text.append("### ").append(table.heading).append("\n\n");
            text.append(
                    "| who | µs | × SunJCE | × limit | bytes allocated |\n|---|---|---|---|---|\n");
            for (Row row : table.rows) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %.1f | %s | %s | %s |%n",
                                row.competitor,
                                row.micros,
                                number("%.2f", row.toSunJce),
                                number("%.2f", row.toLimit),
                                number("%.0f", row.bytes)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
