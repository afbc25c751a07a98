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
    private final StringBuilder svg = new StringBuilder();

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

    static String of(AuditReport report) {
        return report.result().slots().isEmpty() ? "" : new TimeLine(report).draw();
    }

    private static Map<String, List<TimeSlot>> slots(AuditReport report) {
        return report.result().slots().stream().collect(Collectors.groupingBy(TimeSlot::identity));
    }

    private String draw() {
        int bottom = TOP + lanes.size() * LANE;
        add(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"uses of the key over time, by"
                        + " identity\">",
                WIDTH, bottom + 42);
        ticks(bottom);
        marks(bottom);
        Map<String, List<TimeSlot>> slots = slots(report);
        for (int i = 0; i < lanes.size(); i++) {
            Caller caller = lanes.get(i);
            lane(caller, slots.getOrDefault(caller.identity(), List.of()), TOP + i * LANE);
        }
        return svg.append("</svg>").toString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private double x(long ms) {
        return LABELS + (double) (ms - fromMs) / spanMs * (WIDTH - LABELS - 12);
    }

    private void lane(Caller caller, List<TimeSlot> slots, int top) {
        int base = top + LANE - 6;
        add("<line class=\"lane\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", base, WIDTH, base);
        String name = CallerNames.of(caller);
        if (name.isEmpty()) {
            add("<text x=\"0\" y=\"%d\">%s</text>", base - 21, shortened(caller.identity()));
        } else {
            add("<text class=\"name\" x=\"0\" y=\"%d\">%s</text>", base - 37, shortened(name));
            add(
                    "<text class=\"soft\" x=\"0\" y=\"%d\">%s</text>",
                    base - 21, shortened(caller.identity()));
        }
        add(
                "<text class=\"soft\" x=\"0\" y=\"%d\">%s, %s failed</text>",
                base - 5,
                Figures.count(
                        caller.uses() + caller.readings() + caller.managements(), "operation"),
                Figures.number(caller.failures()));
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
            add(
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    kind, x(slot.fromMs()), base - from - height, width, height);
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
            add(
                    "<g data-strength=\"%s\" data-finding=\"%d\"><title>%s</title>",
                    strength, finding.number(), Html.text(names.sentence(finding)));
            add(
                    "<rect class=\"mark %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    strength, from, TOP - 6, width, bottom - TOP + 6);
            add("<circle class=\"dot %s\" cx=\"%.1f\" cy=\"14\" r=\"11\"/>", strength, badge);
            add(
                    "<text class=\"badge\" x=\"%.1f\" y=\"18.4\""
                            + " text-anchor=\"middle\">%d</text></g>",
                    badge, finding.number());
        }
    }

    private static boolean isTaken(List<Double> taken, double badge) {
        return taken.stream().anyMatch(other -> Math.abs(other - badge) < BADGE_STEP - 1);
    }

    private void ticks(int bottom) {
        add(
                "<text class=\"soft\" x=\"%d\" y=\"%d\" text-anchor=\"end\">UTC</text>",
                LABELS - 40, bottom + 18);
        for (TimeAxis.Mark mark : TimeAxis.of(fromMs, spanMs).marks()) {
            double at = x(mark.ms());
            add(
                    "<line class=\"tick\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
                    at, TOP - 4, at, bottom);
            int line = bottom + 18;
            for (String label : List.of(mark.time(), mark.date())) {
                if (!label.isEmpty()) {
                    add(
                            "<text class=\"soft\" x=\"%.1f\" y=\"%d\""
                                    + " text-anchor=\"%s\">%s</text>",
                            at, line, at > WIDTH - 50 ? "end" : "middle", label);
                    line += 17;
                }
            }
        }
    }

    private static Html shortened(String text) {
        return Html.text(text.length() <= 40 ? text : text.substring(0, 39) + "…");
    }
}
