package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.approval.Approvals;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.InFolder;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose approval a command needs before it does its work. */
public record ApprovalOptions(Given given) {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    public static final Opt.Sure<List<Path>> REQUIRE_APPROVAL =
            Opt.input(
                            "--require-approval KEY.pem",
                            "the public half of another person's key: that person must first approve exactly these inputs with 'approve'; may be repeated, each person must approve",
                            Not.PROVES,
                            Harmless.TOLD)
                    .many();

    public static final Opt.Sure<Path> APPROVALS =
            Opt.path(
                            "--approvals D",
                            "the folder of requests and approvals (default: approvals)",
                            new InFolder(".request.json", ".sig"),
                            Settable.APPROVALS,
                            Harmless.TOLD)
                    .orElse(Path.of("approvals"));

    /** The options of a command that others may have to approve, with those of its record. */
    public static final Rows ROWS =
            Rows.of(ApprovalOptions.class, Heading.EVIDENCE)
                    .and(RecordOptions.ROWS)
                    .and(REQUIRE_APPROVAL, APPROVALS);

    /** Whether the command needs an approval. */
    public boolean isRequired() {
        return !given.get(REQUIRE_APPROVAL).isEmpty();
    }

    /**
     * Goes on if the keys are fit for the work, and nobody's approval is needed or all of them are
     * there; then they are used up.
     *
     * @param subject everything else that decides what is done
     * @param keys the keys that the command works with, besides those in its record
     * @param rows the options of the command that asks: those in effect are in the request
     * @throws ApprovalMissingException if an approval is not there yet
     * @throws KeyTransferException if a KEK is another of the keys, an approver is one of them, an
     *     approval is not valid, or a file cannot be read or written
     */
    public void require(ApprovalSubject subject, WorkKeys keys, Rows rows, Console console)
            throws KeyTransferException {
        WorkKeys all = keys.and(console.record().workKeys());
        all.requireKeksApart();
        if (!isRequired()) {
            return;
        }
        List<PublicKey> approvers = approvers();
        RecordOptions options = new RecordOptions(given);
        Clock clock = Clock.systemUTC();
        PendingRequests open = PendingRequests.ofUser();
        ApprovalFolder folder = ApprovalFolder.openOrCreate(given.get(APPROVALS), open, clock);
        Approvals approvals = Approvals.through(folder, open, clock);
        Optional<Path> plan = given.find(PlanOptions.PLAN);
        if (plan.isPresent()) {
            ClosedPlan of = ClosedPlan.read(plan.get());
            PlanMemory here = PlanMemory.find(of.id()).orElseThrow();
            approvals =
                    approvals.ofPlan(
                            HostPlan.progress(plan.get(), of),
                            Fingerprint.of(here.get().ownKey().orElseThrow()));
        } else {
            options.requireClock();
        }
        List<ApprovalFact> used =
                approvals.use(complete(subject, rows, console), all, approvers, options.people());
        used.forEach(console.record()::approval);
        for (PublicKey approver : approvers) {
            console.note("approved by the key", Fingerprint.of(approver).rows());
        }
    }

    private ApprovalSubject complete(ApprovalSubject subject, Rows rows, Console console) {
        ApprovalSubject of = PlanOptions.addedTo(subject, console);
        List<String> equipment = new ArrayList<>(List.of(Version.generator()));
        equipment.addAll(console.record().equipment());
        Map<String, String> inEffect = HarmlessOptions.coveredOf(rows, given);
        List<String> fromSettings =
                inEffect.keySet().stream().filter(console.settings()::gives).toList();
        return of.withOptions(inEffect).withSettings(fromSettings).withEquipment(equipment);
    }

    private List<PublicKey> approvers() throws KeyTransferException {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : given.get(REQUIRE_APPROVAL)) {
            PublicKey key =
                    InputFile.parse(
                            file, MAX_FILE_BYTES, PublicKeyEncoding::parse, FileKind.PUBLIC_KEY);
            if (keys.contains(key)) {
                throw new UsageException(
                        Reason.VALUE_TWICE,
                        file + " contains the same key as another --require-approval",
                        "give another person's key: each person counts once");
            }
            keys.add(key);
        }
        return keys;
    }
}
