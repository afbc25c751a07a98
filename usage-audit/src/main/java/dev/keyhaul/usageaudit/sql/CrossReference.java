package dev.keyhaul.usageaudit.sql;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.KnownOperations;
import dev.keyhaul.usageaudit.log.LoggedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The one definition of the cross-reference, run on an engine step by step. Immutable.
 *
 * @since 0.1.0
 */
public final class CrossReference {
    private static final String DEFINITION = "cross-reference.sql";
    private static final Pattern STEP =
            Pattern.compile("^-- step ([a-z0-9_]+)(, few rows)?$", Pattern.MULTILINE);
    private static final Pattern PARAMETER = Pattern.compile("\\$\\{([a-z0-9_]+)}");

    /** Clocks that differ by more are no clocks. */
    private static final long SKEW_RANGE_MS = 600_000;

    private static final long GAP_EVENTS = 10;
    private static final long BURST_FAILURES = 10;
    private static final long EVIDENCE_FINDINGS = 200;
    private static final long EVIDENCE_ROWS = 20;

    /** A record's times are those of another clock than the vault's. */
    private static final long GRACE_MS = 60_000;

    private final List<Step> steps;

    private CrossReference(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    private record Step(String name, boolean hasFewRows, String select) {
        void store(SqlEngine engine) {
            if (hasFewRows) {
                engine.storeFew(name, select);
            } else {
                engine.store(name, select);
            }
        }
    }

    /** Prepares it. */
    public static CrossReference of(AuditSettings settings) {
        Map<String, String> parameters = parameters(settings);
        List<Step> steps = new ArrayList<>();
        steps.add(
                new Step("rights_management", true, rightsManagement(settings.rightsManagement())));
        steps.add(new Step("ceremonies", true, ceremonies(settings.ceremonies())));
        steps.add(new Step("operations", true, operations()));
        steps.addAll(definition(parameters));
        return new CrossReference(steps);
    }

    /**
     * Runs it and returns what it found.
     *
     * @param engine holds both tables
     * @param begun is called with each step before it runs
     */
    public AuditResult run(SqlEngine engine, Consumer<String> begun) {
        Arguments.notNull("engine", engine, "begun", begun);
        steps.forEach(
                step -> {
                    begun.accept(step.name.replace('_', ' '));
                    step.store(engine);
                });
        return ResultReader.read(engine);
    }

    private static List<Step> definition(Map<String, String> parameters) {
        String text =
                ResourceText.read(CrossReference.class.getResourceAsStream(DEFINITION), DEFINITION);
        List<MatchResult> heads = STEP.matcher(text).results().toList();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            MatchResult head = heads.get(i);
            int end = i + 1 < heads.size() ? heads.get(i + 1).start() : text.length();
            String select = text.substring(head.end(), end).strip();
            steps.add(new Step(head.group(1), head.group(2) != null, filled(select, parameters)));
        }
        return steps;
    }

    /** Numbers, and names that the settings have checked: nothing that could be SQL. */
    private static Map<String, String> parameters(AuditSettings settings) {
        long window = settings.window().toMillis();
        long half = window / 2;
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("vault", settings.vault());
        parameters.put("key_name", settings.keyName());
        parameters.put("all_keys", settings.keyName().isEmpty() ? "1" : "0");
        Map<String, Long> numbers =
                Map.ofEntries(
                        Map.entry("window_ms", window),
                        Map.entry("half_ms", half),
                        Map.entry("window30_ms", 30 * window),
                        Map.entry("window30_less_ms", 30 * window - half),
                        Map.entry("window720_ms", 720 * window),
                        Map.entry("window720_less_ms", 720 * window - half),
                        Map.entry("gap_ms", settings.gap().toMillis()),
                        Map.entry("gap_events", GAP_EVENTS),
                        Map.entry("burst_failures", BURST_FAILURES),
                        Map.entry("grace_ms", GRACE_MS),
                        Map.entry("skew_range_ms", SKEW_RANGE_MS),
                        Map.entry("skew_bins", 2 * SKEW_RANGE_MS / 1000 + 1),
                        Map.entry("evidence_findings", EVIDENCE_FINDINGS),
                        Map.entry("evidence_rows", EVIDENCE_ROWS),
                        Map.entry("last_proven", lastProven(settings)));
        numbers.forEach((name, number) -> parameters.put(name, Long.toString(number)));
        return parameters;
    }

    /** Proven records come first: those up to this one explain, the others only describe. */
    private static long lastProven(AuditSettings settings) {
        return settings.ceremonies().stream().filter(KnownOperations::isProven).count() - 1;
    }

    private static String filled(String select, Map<String, String> parameters) {
        return PARAMETER
                .matcher(select)
                .replaceAll(
                        match -> {
                            String value = parameters.get(match.group(1));
                            if (value == null) {
                                throw new IllegalStateException("no parameter " + match.group(1));
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }

    private static String operations() {
        return LoggedOperation.ALL.stream()
                .map(
                        operation ->
                                "('%s', '%s', %d)"
                                        .formatted(
                                                operation.name(),
                                                operation.kind().word(),
                                                operation.pair()))
                .collect(
                        Collectors.joining(
                                ", ",
                                "SELECT operation, class, pair FROM (VALUES ",
                                ") AS known(operation, class, pair)"));
    }

    private static String rightsManagement(List<String> identities) {
        return identities.stream()
                .distinct()
                .map(id -> "('" + id + "')")
                .collect(Collectors.joining(", ", "SELECT id FROM (VALUES ", ") AS known(id)"));
    }

    private static String ceremonies(List<KnownOperations> known) {
        String rows =
                IntStream.range(0, known.size())
                        .boxed()
                        .flatMap(
                                i ->
                                        new TreeMap<>(known.get(i).operations())
                                                .entrySet().stream()
                                                        .map(
                                                                operation ->
                                                                        row(
                                                                                i,
                                                                                known.get(i),
                                                                                operation.getKey(),
                                                                                operation
                                                                                        .getValue())))
                        .collect(Collectors.joining(", "));
        String none = row(-1, "", "", "", 0, -1, 0);
        return "SELECT record, vault, key_name, operation, from_ms, to_ms, allowed FROM (VALUES "
                + (rows.isEmpty() ? none : rows)
                + ") AS known(record, vault, key_name, operation, from_ms, to_ms, allowed)";
    }

    private static String row(int record, KnownOperations known, String operation, int allowed) {
        return row(
                record,
                known.vault(),
                known.keyName(),
                operation,
                known.from().toEpochMilli(),
                known.to().toEpochMilli(),
                allowed);
    }

    private static String row(
            long record,
            String vault,
            String keyName,
            String operation,
            long fromMs,
            long toMs,
            long allowed) {
        return "(CAST(%d AS BIGINT), '%s', '%s', '%s', CAST(%d AS BIGINT), CAST(%d AS BIGINT), %d)"
                .formatted(record, vault, keyName, operation, fromMs, toMs, allowed);
    }
}
