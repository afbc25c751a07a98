package dev.keyhaul.ceremony.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a plan, in order: what the plan does not ask for is not among them. Immutable.
 *
 * @since 0.1.0
 */
public final class PlanSteps {
    /** What is recorded between the steps: a failed try, and that the ceremony was stopped. */
    public static final String TRY = "try";

    /** Numbers that people typed from their paper, and that were right. */
    public static final String TYPED = "typed";

    /** Where the PINs of a host's tokens are kept, as people say. */
    public static final String CUSTODY = "custody";

    /** The ceremony was stopped. */
    public static final String STOP = "stop";

    /** What a step left that nothing recorded was deleted or disabled. */
    public static final String UNDO = "undo";

    /** What each record of the guide states if nobody was there. */
    public static final String UNATTENDED = "nobody was there: an unattended rehearsal";

    /** The command whose records are of the guide itself. */
    public static final String GUIDE = "ceremony run";

    /** What any host may record at any time. */
    static final Set<String> BETWEEN = Set.of(TRY, TYPED, CUSTODY, STOP, UNDO);

    private final List<PlanStep> steps = new ArrayList<>();
    private final ClosedPlan plan;
    private final String offline;
    private final String online;

    private PlanSteps(ClosedPlan plan) {
        this.plan = plan;
        this.offline = plan.host(Duty.OFFLINE).orElseThrow().name();
        this.online = plan.host(Duty.ONLINE).orElseThrow().name();
        keys();
        transfer();
        copies();
        arrival();
        end();
    }

    /** Returns the steps of a plan. */
    public static List<PlanStep> of(ClosedPlan plan) {
        return List.copyOf(new PlanSteps(plan).steps);
    }

    /** Returns the step of this id, if the plan has it. */
    public static Optional<PlanStep> find(ClosedPlan plan, String id) {
        return of(plan).stream().filter(step -> step.id().equals(id)).findFirst();
    }

    private void keys() {
        if (plan.key().isNew()) {
            add(PlanStep.TENANT_KEY, "make the tenant key", offline, "key generate", Set.of());
        }
        if (plan.copies().filter(PlannedCopies::isNew).isPresent()) {
            add(
                    PlanStep.RECOVERY_PAIR,
                    "make the recovery pair",
                    offline,
                    "key generate",
                    Set.of());
        }
    }

    private void transfer() {
        add(PlanStep.KEK, "make the KEK in the vault", online, "kek create", all());
        add(
                PlanStep.KEK_RECORD,
                "download the KEK, and sign its record",
                online,
                "kek download",
                Set.of(PlanStep.KEK));
        addApproved(
                PlanStep.BLOB,
                "wrap the tenant key into the blob",
                offline,
                "byok create",
                Set.of(PlanStep.KEK_RECORD));
    }

    private void copies() {
        int number = plan.copies().map(PlannedCopies::number).orElse(0);
        for (int copy = 1; copy <= number; copy++) {
            // After the KEK: then its request is carried to the witness with that of the blob.
            Set<String> after = new HashSet<>(keyIds());
            after.add(PlanStep.KEK_RECORD);
            addApproved(
                    PlanStep.COPY + copy,
                    "make master copy " + copy + " of " + number,
                    offline,
                    "backup create",
                    after);
        }
    }

    private Set<String> keyIds() {
        Set<String> ids = new HashSet<>();
        steps.stream()
                .filter(step -> step.command().equals("key generate"))
                .forEach(step -> ids.add(step.id()));
        return ids;
    }

    private void arrival() {
        addApproved(
                PlanStep.IMPORT,
                "import the blob into the vault, and prove it",
                online,
                "vault import-key",
                all());
        add(PlanStep.KEK_END, "disable the KEK", online, "kek disable", Set.of(PlanStep.IMPORT));
        if (plan.isSealed()) {
            addApproved(
                    PlanStep.SEAL,
                    "make the tenant key not extractable, for good",
                    offline,
                    "key make-unextractable",
                    all());
        }
    }

    private void end() {
        add(PlanStep.DESTROY, "delete the blob and the KEK's record", offline, GUIDE, all());
        add(
                PlanStep.CLOSE + offline,
                "close the records of " + offline,
                offline,
                "ceremony close",
                all());
        if (!online.equals(offline)) {
            add(
                    PlanStep.CLOSE + online,
                    "close the records of " + online,
                    online,
                    "ceremony close",
                    all());
        }
    }

    private Set<String> all() {
        Set<String> ids = new HashSet<>();
        steps.forEach(step -> ids.add(step.id()));
        return ids;
    }

    private void add(String id, String title, String host, String command, Set<String> after) {
        steps.add(new PlanStep(id, title, host, command, false, after));
    }

    private void addApproved(
            String id, String title, String host, String command, Set<String> after) {
        steps.add(new PlanStep(id, title, host, command, plan.hasWitness(), after));
    }
}
