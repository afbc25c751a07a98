package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.ceremony.plan.GuideNote;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a planned ceremony leaves open, and who accepts it. */
final class PlanPoints {
    /** More do not fit on what is signed. */
    private static final int MOST = 8;

    private PlanPoints() {}

    static List<String> of(RecordVerification verification, PlanProgress progress) {
        List<String> points =
                new ArrayList<>(UnresolvedPoints.of(verification, progress.intended()));
        progress.stopped()
                .flatMap(record -> record.record().deed().error())
                .ifPresent(why -> points.add(0, "the ceremony was stopped: " + why));
        for (GuideNote note : progress.notes()) {
            note.planned().slips().forEach(line -> points.add(on(note) + line));
        }
        for (GuideNote note : progress.notes()) {
            deviations(note).forEach(line -> points.add(on(note) + line));
        }
        points.addAll(progress.plan().openPoints());
        if (progress.isUnattended()) {
            points.add(PlanSteps.UNATTENDED);
        }
        if (isKekOrigin(progress)) {
            points.add(
                    "that the KEK was made in the vault, and not imported: see the vault's log"
                            + " (KeyCreate, and no KeyImport, for this version)");
        }
        return points;
    }

    /** Returns what a note tells that no plan has. */
    private static Stream<String> deviations(GuideNote note) {
        List<String> checked = note.planned().checked();
        List<String> stated = note.planned().stated();
        return switch (note.kind()) {
            case UNDO, CLOCK -> Stream.concat(checked.stream(), stated.stream());
            case TYPED, TAKEOVER, WITHDRAWAL -> stated.stream();
            case CUSTODY, REQUEST, APPROVAL, DRIVES, STOP -> Stream.of();
        };
    }

    /** Whether only the log of a real vault shows how its KEK came to be. */
    static boolean isKekOrigin(PlanProgress progress) {
        return !progress.plan().isRehearsal() && progress.isDone(StepKind.KEK);
    }

    private static String on(GuideNote note) {
        return "on " + note.host().toUpperCase(Locale.ROOT) + ", ";
    }

    static Html section(List<String> points) {
        Html content =
                points.isEmpty()
                        ? Html.of("p", Style.GOOD, "These records show none.")
                        : table(points.subList(0, Math.min(MOST, points.size())));
        int more = points.size() - MOST;
        return Html.of(
                "section",
                Html.of("h2", "Open points and deviations"),
                content,
                more > 0
                        ? Html.of(
                                "p",
                                Style.OPEN,
                                more
                                        + " more, at the beginning of the appendix: accept them there.")
                        : Html.text(""));
    }

    static Html rest(List<String> points) {
        return points.size() <= MOST
                ? Html.text("")
                : Html.of(
                        "section",
                        Html.of("h2", "More open points and deviations"),
                        table(points.subList(MOST, points.size())));
    }

    private static Html table(List<String> points) {
        return Html.table(
                Style.WIDE,
                List.of("", "Point", "Accepted by (name, initials)"),
                points.stream()
                        .map(
                                point ->
                                        Html.row(
                                                Html.of("span", Style.BLANK, ""),
                                                Html.text(point),
                                                Html.of("span", Style.ROOM, ""))));
    }
}
