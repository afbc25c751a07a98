package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.page.Html;
import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.Caller;
import dev.keyhaul.usageaudit.FindingKind;
import dev.keyhaul.usageaudit.TimeSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The uses of the key over time as one SVG: a lane for each identity, findings marked across. */
final class TimeLine {
    private static final int WIDTH = 1120;
    private static final int LABELS = 300;
    private static final int LANE = 60;
    private static final int BARS = 48;
    private static final int TOP = 30;
    private static final int SLOTS = 240;
    private static final int BADGE_STEP = 24;

    private final AuditReport report;
    private final long fromMs;
    private final long spanMs;
    private final List<Caller> lanes;
    private final CallerNames names;
    private final List<Html> shapes = new ArrayList<>();

    private TimeLine(AuditReport report) {
        this.report = report;
        names = CallerNames.in(report);
        AuditTotals totals = report.result().totals();
        fromMs = totals.fromMs();
        spanMs = Math.max(1, totals.toMs() - fromMs);
        Map<String, List<TimeSlot>> slots = slots(report);
        lanes =
                report.result().callers().stream()
                        .filter(caller -> slots.containsKey(caller.identity()))
                        .toList();
    }

    static Html of(AuditReport report) {
        return report.result().slots().isEmpty() ? Html.all() : new TimeLine(report).draw();
    }

    private static Map<String, List<TimeSlot>> slots(AuditReport report) {
        return report.result().slots().stream().collect(Collectors.groupingBy(TimeSlot::identity));
    }

    private Html draw() {
        int bottom = TOP + lanes.size() * LANE;
        ticks(bottom);
        marks(bottom);
        Map<String, List<TimeSlot>> slots = slots(report);
        for (int i = 0; i < lanes.size(); i++) {
            Caller caller = lanes.get(i);
            lane(caller, slots.getOrDefault(caller.identity(), List.of()), TOP + i * LANE);
        }
        return Html.of("svg", Html.all(shapes.stream()))
                .with("viewBox", "0 0 " + WIDTH + " " + (bottom + 42))
                .with("role", "img")
                .with("aria-label", "uses of the key over time, by identity");
    }

    private static Html line(String kind, double x1, double y1, double x2, double y2) {
        return Html.of("line")
                .with("class", kind)
                .with("x1", tenths(x1))
                .with("y1", tenths(y1))
                .with("x2", tenths(x2))
                .with("y2", tenths(y2));
    }

    private static Html rectangle(String kind, double x, double y, double width, double height) {
        return Html.of("rect")
                .with("class", kind)
                .with("x", tenths(x))
                .with("y", tenths(y))
                .with("width", tenths(width))
                .with("height", tenths(height));
    }

    private static Html label(String kind, double x, double y, String text) {
        return Html.of("text", text).with("class", kind).with("x", tenths(x)).with("y", tenths(y));
    }

    private static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private double x(long ms) {
        return LABELS + (double) (ms - fromMs) / spanMs * (WIDTH - LABELS - 12);
    }

    private void lane(Caller caller, List<TimeSlot> slots, int top) {
        int base = top + LANE - 6;
        shapes.add(line("lane", 0, base, WIDTH, base));
        String name = CallerNames.of(caller);
        if (name.isEmpty()) {
            shapes.add(label("plain", 0, base - 21, shortened(caller.identity())));
        } else {
            shapes.add(label("name", 0, base - 37, shortened(name)));
            shapes.add(label("soft", 0, base - 21, shortened(caller.identity())));
        }
        long operations = caller.uses() + caller.readings() + caller.managements();
        String figures =
                Figures.count(operations, "operation")
                        + ", "
                        + Figures.number(caller.failures())
                        + " failed";
        shapes.add(label("soft", 0, base - 5, figures));
        long most = slots.stream().mapToLong(s -> s.done() + s.failed()).max().orElse(1);
        double width = Math.max(2, (double) (WIDTH - LABELS - 12) / SLOTS - 0.6);
        for (TimeSlot slot : slots) {
            double done = height(slot.done(), most);
            bar(caller.isRightsManagement() ? "own" : "other", slot, base, 0, done, width);
            // Failures stand on top, at least a line high: few among many must be seen.
            bar(
                    "failed",
                    slot,
                    base,
                    done,
                    slot.failed() == 0 ? 0 : 2 + height(slot.failed(), most) * 0.9,
                    width);
        }
    }

    private static double height(long count, long most) {
        return count == 0 ? 0 : 1.5 + (BARS - 6) * Math.sqrt((double) count / most);
    }

    private void bar(
            String kind, TimeSlot slot, int base, double from, double height, double width) {
        if (height > 0) {
            shapes.add(rectangle(kind, x(slot.fromMs()), base - from - height, width, height));
        }
    }

    /** A band from the finding's first moment to its last, with its number above. */
    private void marks(int bottom) {
        List<Double> taken = new ArrayList<>();
        for (AuditFinding finding : report.result().findings()) {
            if (finding.kind() == FindingKind.CLOCK_SKEW || taken.size() >= 200) {
                continue;
            }
            double from = x(finding.fromMs());
            double width = Math.max(3, x(finding.toMs()) - from);
            double badge = from + width / 2;
            while (isTaken(taken, badge)) {
                badge += BADGE_STEP;
            }
            taken.add(badge);
            String strength = finding.strength().word();
            Html dot =
                    Html.of("circle")
                            .with("class", "dot " + strength)
                            .with("cx", tenths(badge))
                            .with("cy", 14)
                            .with("r", 11);
            shapes.add(
                    Html.of(
                                    "g",
                                    Html.of("title", names.sentence(finding)),
                                    rectangle(
                                            "mark " + strength,
                                            from,
                                            TOP - 6,
                                            width,
                                            bottom - TOP + 6),
                                    dot,
                                    label("badge", badge, 18.4, String.valueOf(finding.number()))
                                            .with("text-anchor", "middle"))
                            .with("data-strength", strength)
                            .with("data-finding", finding.number()));
        }
    }

    private static boolean isTaken(List<Double> taken, double badge) {
        return taken.stream().anyMatch(other -> Math.abs(other - badge) < BADGE_STEP - 1);
    }

    private void ticks(int bottom) {
        shapes.add(label("soft", LABELS - 40, bottom + 18, "UTC").with("text-anchor", "end"));
        for (TimeAxis.Mark mark : TimeAxis.of(fromMs, spanMs).marks()) {
            double at = x(mark.ms());
            shapes.add(line("tick", at, TOP - 4, at, bottom));
            int line = bottom + 18;
            for (String label : List.of(mark.time(), mark.date())) {
                if (!label.isEmpty()) {
                    shapes.add(
                            label("soft", at, line, label)
                                    .with("text-anchor", at > WIDTH - 50 ? "end" : "middle"));
                    line += 17;
                }
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 39) + "…";
    }
}
