package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PaperNumber;
import dev.keyhaul.ceremony.plan.PlanJourney;
import dev.keyhaul.ceremony.plan.PlanJourney.Act;
import dev.keyhaul.ceremony.plan.PlanJourney.Stop;
import dev.keyhaul.ceremony.plan.PlanJourney.Visit;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The steps as they are held: visit by visit, and between them what the stick carries. */
final class ScriptSteps {
    private final ClosedPlan plan;
    private final List<PlanStep> steps;
    private final List<Visit> visits;
    private final Set<StepKind> done = EnumSet.noneOf(StepKind.class);
    private final Set<String> seen = new HashSet<>();
    private final Set<PaperNumber> typed = EnumSet.noneOf(PaperNumber.class);
    private final List<Html> pieces = new ArrayList<>();

    private ScriptSteps(ClosedPlan plan) {
        this.plan = plan;
        this.steps = PlanSteps.of(plan);
        this.visits = PlanJourney.of(plan);
    }

    static Html of(ClosedPlan plan) {
        ScriptSteps script = new ScriptSteps(plan);
        List<Html> sections = new ArrayList<>();
        for (int i = 0; i < script.visits.size(); i++) {
            script.visit(script.visits.get(i));
            if (i + 1 < script.visits.size()) {
                script.move(script.visits.get(i), script.visits.get(i + 1));
            }
            // On one sheet, if it fits: the host, what is done there, and where the stick goes.
            sections.add(Html.of("section", Html.all(script.pieces.stream())));
            script.pieces.clear();
        }
        return Html.all(sections.stream());
    }

    private void visit(Visit visit) {
        PlannedHost host = plan.host(visit.host()).orElseThrow();
        pieces.add(Html.of("h3", host.name().toUpperCase(Locale.ROOT) + ", " + plan.whoAt(host)));
        pieces.add(
                Html.of(
                        "p",
                        (plan.hosts().size() > 1 ? "In the stick's folder, type" : "Type")
                                + ": keyhaul ceremony run"
                                + (host.is(Duty.WITNESS) ? " --as witness" : "")
                                + " PLAN.json"
                                + (seen.add(host.name()) ? ", and the plan's fingerprint." : ".")));
        pieces.add(
                Html.table(
                        ScriptRows.Look.STEPS,
                        List.of("Step", "What is done, and written down", "Time", "Initials"),
                        visit.stops().stream().map(this::row)));
        pieces.add(
                ScriptRows.line(
                        "What differed here, why, and when. If nothing did, strike it out:"));
    }

    private Html row(Stop stop) {
        PlanStep step = stop.step();
        List<Html> words = new ArrayList<>();
        switch (stop.act()) {
            case ASK -> {
                words.add(Html.text("Asks the witness to approve: " + step.title()));
            }
            case APPROVE -> {
                words.add(Html.text("Approve, if the request is as agreed: " + step.title()));
                step.approval()
                        .flatMap(PlanStep.Approval::over)
                        .filter(typed::add)
                        .ifPresent(number -> words.add(Html.of("p", type(number))));
                if (step.types().contains(PaperNumber.VAULT_ROW)) {
                    words.add(look());
                }
            }
            case DO -> {
                done.add(step.kind());
                words.add(Html.of("b", sentence(step.title())));
                words.addAll(written(step));
            }
        }
        return Html.row(
                Html.text(String.valueOf(steps.indexOf(step) + 1)),
                Html.all(words.stream()),
                Html.text(""),
                ScriptRows.initials(plan.people()));
    }

    /** What the witness does between the import and what is for good, wherever the stick is. */
    private Html look() {
        return Html.all(
                Stream.of(
                        Html.of(
                                "p",
                                "After the import, here and without the stick, type: "
                                        + "keyhaul ceremony look "
                                        + plan.briefId()),
                        ScriptRows.row("Its row, to type on OFFLINE before the key is sealed:")));
    }

    private static String sentence(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private List<Html> written(PlanStep step) {
        List<Html> words = new ArrayList<>();
        step.types().forEach(number -> words.add(typed(step, number)));
        step.writes().ifPresent(number -> words.add(room(number)));
        note(step.kind()).ifPresent(words::add);
        return words;
    }

    private Html typed(PlanStep step, PaperNumber number) {
        boolean isFirst = step.types().indexOf(number) == 0;
        return Html.of(
                "p", (isFirst && step.kind() == StepKind.SEAL ? "Permanent. " : "") + type(number));
    }

    private String type(PaperNumber number) {
        return number == PaperNumber.TENANT_KEY && isAes()
                ? "Compare the tenant key's check value with this paper."
                : "Type " + number.words() + (number.isOld() ? "." : " from this paper.");
    }

    private boolean isAes() {
        return plan.key().type().equals("aes");
    }

    private Html room(PaperNumber number) {
        String words = sentence(number.words()) + ":";
        return switch (number) {
            case TENANT_KEY ->
                    isAes()
                            ? ScriptRows.line("The tenant key's check value:")
                            : ScriptRows.number(words);
            case URL -> ScriptRows.line(words);
            case KEK, RECOVERY_PAIR, BLOB, JOURNAL, VAULT_ROW, CLOSING, OLD_KEY, OLD_JOURNAL ->
                    ScriptRows.number(words);
        };
    }

    private Optional<Html> note(StepKind kind) {
        return switch (kind) {
            case RECOVERY_PAIR ->
                    plan.person("custodian")
                            .map(
                                    custodian ->
                                            Html.of(
                                                    "p",
                                                    custodian.name()
                                                            + " (custodian) types the PIN of its"
                                                            + " token, here and for each copy."));
            // A KEK that was imported is known to whoever made it: only the vault's log shows it.
            case KEK_RECORD ->
                    plan.isRehearsal()
                            ? Optional.empty()
                            : Optional.of(
                                    Html.of(
                                            "p",
                                            ScriptRows.box(),
                                            Html.text(
                                                    " The vault's log has KeyCreate and no"
                                                            + " KeyImport for this version (it may"
                                                            + " show later).")));
            case DESTROY ->
                    Optional.of(
                            Html.of(
                                    "p",
                                    "The screen names each file first. No other copy of them may"
                                            + " remain."));
            case COPY ->
                    plan.copies()
                            .map(
                                    copies ->
                                            Html.of(
                                                    "p",
                                                    "It stays on "
                                                            + copies.drives()
                                                            + ". After the last copy, unmount, and"
                                                            + " mount again."
                                                            + apart()));
            case TENANT_KEY,
                    STORE,
                    RESTORE,
                    DRILL,
                    KEK,
                    BLOB,
                    IMPORT,
                    KEK_END,
                    CLOSE_ONLINE,
                    SEAL,
                    CLOSE ->
                    Optional.empty();
        };
    }

    private String apart() {
        return plan.recoveryToken()
                .map(
                        token ->
                                " The PIN of '"
                                        + token
                                        + "' and a copy together are the clear key: nobody keeps"
                                        + " both.")
                .orElse("");
    }

    private void move(Visit from, Visit to) {
        PlannedHost host = plan.host(to.host()).orElseThrow();
        pieces.add(
                Html.of(
                        "div",
                        ScriptRows.Look.MOVE,
                        Html.of(
                                "b",
                                "Carry the stick to "
                                        + host.name().toUpperCase(Locale.ROOT)
                                        + ", "
                                        + plan.whoAt(host)
                                        + "."),
                        Html.of("p", "It carries: " + String.join(", ", cargo(from)) + "."),
                        ScriptRows.row("The head of the records, to type on arrival:")));
    }

    private List<String> cargo(Visit from) {
        List<String> cargo = new ArrayList<>(List.of("the plan", "the records"));
        if (!done.contains(StepKind.DESTROY)) {
            done.stream()
                    .flatMap(kind -> kind.file().stream())
                    .forEach(file -> cargo.add(file.words() + " (" + file.name() + ")"));
        }
        if (from.has(Act.ASK)) {
            cargo.add(count(from, Act.ASK, "request"));
        }
        if (from.has(Act.APPROVE)) {
            cargo.add(count(from, Act.APPROVE, "approval"));
        }
        return cargo;
    }

    private static String count(Visit visit, Act act, String what) {
        long number = visit.stops().stream().filter(stop -> stop.act() == act).count();
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
