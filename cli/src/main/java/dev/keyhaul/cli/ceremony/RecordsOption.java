package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordedFiles;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.InFolder;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records, and what the operator knows of them from elsewhere. */
public record RecordsOption(Given given) {

    static final Opt.Sure<Path> FOLDER =
            Opt.positional(
                            "DIR|PLAN.json",
                            Kind.PATH,
                            "the folder that --record named; or a ceremony's plan, beside its records",
                            new InFolder(".record.json", ".record.sig"))
                    .required();

    static final Opt<String> EXPECT_PLAN =
            Opt.text(
                    "--expect-plan HEX",
                    "of a plan, the fingerprint from the printed script: its hosts' keys are trusted"
                            + " only if it is the plan's, or was typed on this host",
                    Not.PROVES);

    static final Opt.Sure<List<String>> SIGNED_BY =
            Opt.of(
                            "--signed-by PUB|sha256:HEX",
                            Kinds.textOrFile(),
                            "an evidence key that is accepted: every record must be signed by one of these; may be"
                                    + " repeated",
                            Not.PROVES)
                    .many();

    static final Opt.Sure<List<String>> EXPECT_HEAD =
            Opt.text(
                            "--expect-head H",
                            "SHA-256 of a record that you noted; the records must include that record; may be repeated",
                            Not.PROVES,
                            new BesidePlan())
                    .many();

    public static final Rows ROWS =
            Rows.of(RecordsOption.class)
                    .and(FOLDER, EXPECT_PLAN, SIGNED_BY, EXPECT_HEAD)
                    .and(PlaceOptions.ROWS);

    private Path path() {
        return given.get(FOLDER);
    }

    /** Returns the path, where it is not a folder of records but a report of one command. */
    Optional<Path> report() throws KeyTransferException {
        return Files.isRegularFile(path()) && plan().isEmpty()
                ? Optional.of(path())
                : Optional.empty();
    }

    /** Returns the plan, if the path is one. */
    Optional<ClosedPlan> plan() throws KeyTransferException {
        if (!Files.isRegularFile(path()) || !CeremonyPlan.isOne(path())) {
            requireNoExpectedPlan();
            return Optional.empty();
        }
        return Optional.of(ClosedPlan.read(path()));
    }

    /** Keeps what belongs to the plan, if one is given, from being replaced. */
    void keepFilesOfPlan(Console console) throws KeyTransferException {
        if (plan().isPresent()) {
            HostPlan.keepFiles(path(), console);
        }
    }

    private void requireNoExpectedPlan() {
        if (given.get(EXPECT_PLAN) != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--expect-plan can only be used with a plan",
                    "give PLAN.json instead of the folder");
        }
    }

    RecordFolder open() throws KeyTransferException {
        return RecordFolder.open(
                plan().isEmpty() ? path() : PlanFiles.records(HostPlan.folderOf(path())));
    }

    /** Returns the keys that are named; of a plan that is known from paper, its hosts', too. */
    List<TrustedSigner> trusted() throws KeyTransferException {
        List<TrustedSigner> trusted =
                new ArrayList<>(ExpectedKeyOption.signers(given.get(SIGNED_BY)));
        Optional<ClosedPlan> plan = plan();
        if (plan.isPresent() && isKnown(plan.get())) {
            plan.get().hosts().forEach(host -> trusted.addAll(host.signer()));
        }
        return trusted;
    }

    /** A plan and its print-out may both have been swapped: paper of somebody's own counts. */
    boolean isKnown(ClosedPlan plan) throws KeyTransferException {
        String expected = given.get(EXPECT_PLAN);
        if (expected != null) {
            if (!TypedFingerprint.digest(expected).equals(Optional.of(plan.fingerprint()))) {
                throw new CheckFailedException(
                        Reason.PLAN_CHANGED,
                        path() + " does not have the fingerprint of --expect-plan",
                        "use the plan that the printed script belongs to; if it is that one, it"
                                + " was changed");
            }
            return true;
        }
        return PlanMemory.find(plan.id())
                .flatMap(memory -> memory.get().fingerprint())
                .filter(plan.fingerprint()::equals)
                .isPresent();
    }

    /**
     * Reads the records once, and checks them; against the plan too, if one is given.
     *
     * @param files where the recorded files are looked for; null: they are not
     */
    RecordVerification verification(@Nullable RecordedFiles files) throws KeyTransferException {
        RecordVerification found = RecordVerification.of(open(), trusted(), heads(), files);
        Optional<PlanProgress> progress = progress(found);
        if (progress.isEmpty()) {
            return found;
        }
        List<String> deviations = deviations(progress.get(), stores(found));
        return progress.get().stopped().isPresent()
                ? found.stopped(deviations)
                : found.failing(deviations);
    }

    /** Returns the records that could be read as a closed plan has them, if one is given. */
    Optional<PlanProgress> progress(RecordVerification found) throws KeyTransferException {
        return plan().map(plan -> PlanProgress.of(plan, found.records()));
    }

    private static List<String> deviations(PlanProgress progress, List<StoreLook> stores) {
        List<String> deviations = new ArrayList<>(progress.deviations());
        progress.stopped()
                .ifPresent(
                        stopped -> deviations.add("the ceremony was stopped: " + stopped.name()));
        progress.steps().stream()
                .filter(step -> !progress.isDone(step))
                .forEach(step -> deviations.add("the step '" + step.id() + "' is not done"));
        stores.forEach(store -> deviations.addAll(store.wrong()));
        return deviations;
    }

    /** Returns the stores of a plan's master copies, as far as they are here. */
    List<StoreLook> stores(RecordVerification found) throws KeyTransferException {
        Optional<PlanProgress> progress = progress(found);
        return progress.isPresent()
                ? StoreLook.at(
                        HostPlan.folderOf(path()),
                        HostPlan.places(progress.get().plan(), new PlaceOptions(given).byName()),
                        progress.get())
                : List.of();
    }

    /** Returns what is open: what a plan says beforehand is not. */
    List<String> openPoints(RecordVerification found) throws KeyTransferException {
        Optional<PlanProgress> progress = progress(found);
        return progress.isPresent()
                ? RecordsPage.openPoints(found, progress.get())
                : UnresolvedPoints.of(found);
    }

    List<String> heads() {
        return given.get(EXPECT_HEAD).stream().map(RecordsOption::head).toList();
    }

    private static String head(String typed) {
        return TypedFingerprint.digest(typed)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        Reason.VALUE_FORM,
                                        "not the SHA-256 of a record: " + typed,
                                        "give 64 hex digits, as each command with --record prints"
                                                + " at its end"));
    }
}
