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

/** The steps as they are held: visit by visit, and between them what the stick carries. */
final class ScriptSteps {
    private final ClosedPlan plan;
    private final List<PlanStep> steps;
    private final List<Visit> visits;
    private final Set<StepKind> done = EnumSet.noneOf(StepKind.class);
    private final Set<String> seen = new HashSet<>();
    private final List<Html> pieces = new ArrayList<>();

    private ScriptSteps(ClosedPlan plan) {
        this.plan = plan;
        this.steps = PlanSteps.of(plan);
        this.visits = PlanJourney.of(plan);
    }

    static Html of(ClosedPlan plan) {
        ScriptSteps script = new ScriptSteps(plan);
        for (int i = 0; i < script.visits.size(); i++) {
            script.visit(script.visits.get(i));
            if (i + 1 < script.visits.size()) {
                script.move(script.visits.get(i), script.visits.get(i + 1));
            }
        }
        return Html.all(script.pieces.stream());
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
    }

    private Html row(Stop stop) {
        PlanStep step = stop.step();
        List<Html> words = new ArrayList<>();
        switch (stop.act()) {
            case ASK -> {
                words.add(Html.text("Asks the witness to approve: " + step.title()));
                step.types().ifPresent(number -> words.add(Html.of("p", type(number))));
            }
            case APPROVE -> {
                words.add(Html.text("Approve, if the request is as agreed: " + step.title()));
                if (step.kind() == StepKind.BLOB) {
                    words.add(
                            ScriptRows.number(
                                    "The KEK's fingerprint, as the vault shows it to this"
                                            + " machine:"));
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
                Html.text(""));
    }

    private static String sentence(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private List<Html> written(PlanStep step) {
        List<Html> words = new ArrayList<>();
        step.types()
                // What an old paper has was typed with the request.
                .filter(number -> !(number.isOld() && step.isApproved()))
                .ifPresent(number -> words.add(typed(step, number)));
        step.writes().ifPresent(number -> words.add(room(number)));
        note(step.kind()).ifPresent(words::add);
        return words;
    }

    private static Html typed(PlanStep step, PaperNumber number) {
        return Html.of("p", (step.kind() == StepKind.SEAL ? "Permanent. " : "") + type(number));
    }

    private static String type(PaperNumber number) {
        return "Type " + number.words() + (number.isOld() ? "." : " from this paper.");
    }

    private Html room(PaperNumber number) {
        String words = sentence(number.words()) + ":";
        return switch (number) {
            case TENANT_KEY ->
                    plan.key().type().equals("aes")
                            ? ScriptRows.line("The tenant key's check value:")
                            : ScriptRows.number(words);
            case URL -> ScriptRows.line(words);
            case KEK, JOURNAL, CLOSING, OLD_KEY, OLD_JOURNAL -> ScriptRows.number(words);
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
            case TENANT_KEY, STORE, RESTORE, DRILL, KEK, BLOB, COPY, IMPORT, KEK_END, SEAL, CLOSE ->
                    Optional.empty();
        };
    }

    private void move(Visit from, Visit to) {
        PlannedHost host = plan.host(to.host()).orElseThrow();
        // What the witness signs are approvals: they leave no record.
        boolean isFromWitness = from.has(Act.APPROVE);
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
                        isFromWitness
                                ? Html.of("p", "The head of the records is as before.")
                                : ScriptRows.row("The head of the records, to type on arrival:")));
    }

    private List<String> cargo(Visit from) {
        List<String> cargo = new ArrayList<>(List.of("the plan", "the records"));
        if (!done.contains(StepKind.DESTROY)) {
            done.stream()
                    .flatMap(kind -> kind.file().stream())
                    .forEach(file -> cargo.add(file.words() + " (" + file.name() + ")"));
        }
        if (done.contains(StepKind.COPY)) {
            plan.copies()
                    .ifPresent(
                            copies ->
                                    copies.carried()
                                            .forEach(
                                                    folder ->
                                                            cargo.add(
                                                                    (folder.equals(copies.store())
                                                                                    ? "the master"
                                                                                            + " copies ("
                                                                                    : "their"
                                                                                            + " replica (")
                                                                            + folder
                                                                            + ")")));
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
