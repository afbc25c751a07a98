package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.Html;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is signed: two sheets at most. */
final class PlanSheets {
    private PlanSheets() {}

    static Html of(
            RecordVerification verification,
            PlanProgress progress,
            List<StoreLook> stores,
            String title,
            List<String> points) {
        ClosedPlan plan = progress.plan();
        return Html.of(
                "div",
                Style.SHEETS,
                head(verification, progress, title),
                PlanClaims.of(verification, progress, stores),
                PlanPoints.section(points),
                PlanNumbers.of(progress),
                keys(progress),
                signatures(plan));
    }

    private static Html head(RecordVerification verification, PlanProgress progress, String title) {
        List<CeremonyRecord> records =
                verification.records().stream().map(StoredRecord::record).toList();
        RecordsVerdict verdict = RecordsVerdict.of(verification);
        ClosedPlan plan = progress.plan();
        long done = progress.steps().stream().filter(progress::isDone).count();
        return Html.all(
                HeadSection.banner(verdict),
                Html.of(
                        "header",
                        Html.of(
                                "p",
                                Style.KICKER,
                                progress.isUnattended()
                                        ? "Unattended rehearsal of a key ceremony"
                                        : plan.isRehearsal()
                                                ? "Rehearsal of a key ceremony"
                                                : plan.isDrill()
                                                        ? "Drill of a master copy"
                                                        : "Key ceremony"),
                        Html.of("h1", title),
                        Html.of("p", Style.SUB, HeadSection.period(records))),
                Html.of(
                        "div",
                        Style.BOX,
                        Html.of(
                                "p",
                                Html.of(
                                        "b",
                                        HeadSection.verdictStyle(verdict),
                                        done
                                                + " of "
                                                + progress.steps().size()
                                                + " steps are done")),
                        Html.of("p", verdict.sentence()),
                        HeadSection.failed(verification),
                        Html.of(
                                "p",
                                plan.key().kind()
                                        + ", "
                                        + LabelledPlace.of(plan.key().source().text())
                                        + plan.key()
                                                .restored()
                                                .map(from -> ", from master copy " + from.copy())
                                                .orElse("")
                                        + (plan.isDrill()
                                                ? ", used once and destroyed"
                                                : ", to " + plan.vault().words())
                                        + ".")));
    }

    private static Html keys(PlanProgress progress) {
        ClosedPlan plan = progress.plan();
        return Html.of(
                "section",
                Html.of("h2", "People, and the keys that signed for them"),
                Html.of(
                        "div",
                        Style.NUMBERS,
                        Html.all(plan.hosts().stream().map(host -> host(progress, host)))));
    }

    private static Html host(PlanProgress progress, PlannedHost host) {
        ClosedPlan plan = progress.plan();
        long approved = host.key().map(progress::approvedBy).orElse(0L);
        String does =
                !host.is(Duty.WITNESS)
                        ? "recorded on"
                        : approved == 0
                                ? "approved nothing, on"
                                : "approved "
                                        + approved
                                        + (approved == 1 ? " step" : " steps")
                                        + " on";
        return Html.of(
                "div",
                Html.of(
                        "p",
                        Html.of("span", Style.BLANK, ""),
                        Html.of("b", plan.whoAt(host)),
                        Html.text(does + " " + host.name().toUpperCase(Locale.ROOT))),
                host.key()
                        .map(key -> Digits.of(Fingerprint.of(key).hex()))
                        .orElseGet(() -> Html.text("")));
    }

    private static Html signatures(ClosedPlan plan) {
        return Html.of(
                "section",
                Style.SIGN,
                Html.of("h2", "Signatures"),
                Html.of(
                        "p",
                        "I was present, compared what I ticked, and know the open points and"
                                + " deviations."),
                Html.table(
                        Style.SIGN,
                        List.of("Name", "Role", "Date and time (wall clock)", "Signature"),
                        plan.people().stream().map(PlanSheets::line)));
    }

    private static Html line(Person person) {
        Stream<Html> room = Stream.of(room(), room());
        return Html.row(
                Stream.concat(Stream.of(Html.text(person.name()), Html.text(person.role())), room)
                        .toArray(Html[]::new));
    }

    private static Html room() {
        return Html.of("span", Style.ROOM, "");
    }
}
