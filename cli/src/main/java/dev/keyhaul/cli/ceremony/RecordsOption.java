package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordedFiles;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.HostMemory;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.cli.plan.HostPlan;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The records, and what the operator knows of them from elsewhere. */
public final class RecordsOption {
    @Parameters(
            paramLabel = "DIR|PLAN.json",
            description =
                    "the folder that --record named; or a ceremony's plan, beside its records")
    private Path folder = Path.of("");

    @Option(
            names = "--expect-plan",
            paramLabel = "HEX",
            description =
                    "of a plan, the fingerprint from the printed script: its hosts' keys are trusted"
                            + " only if it is the plan's, or was typed on this host")
    private @Nullable String expectedPlan;

    @Option(
            names = "--signed-by",
            paramLabel = "PUB|sha256:HEX",
            description =
                    "an evidence key that may have signed: every record must be signed by one; may be"
                            + " repeated")
    private List<String> signedBy = new ArrayList<>();

    @Option(
            names = "--expect-head",
            paramLabel = "H",
            description = "SHA-256 of a record that you noted: it must be there; may be repeated")
    private List<String> heads = new ArrayList<>();

    @Mixin private PlaceOptions places = new PlaceOptions();

    /** Returns the path, where it is not a folder of records but a report of one command. */
    Optional<Path> report() throws KeyTransferException {
        return Files.isRegularFile(folder) && plan().isEmpty()
                ? Optional.of(folder)
                : Optional.empty();
    }

    /** Returns the plan, if the path is one. */
    Optional<ClosedPlan> plan() throws KeyTransferException {
        if (!Files.isRegularFile(folder) || !CeremonyPlan.isOne(folder)) {
            requireNoExpectedPlan();
            return Optional.empty();
        }
        return Optional.of(ClosedPlan.read(folder));
    }

    /** Keeps what belongs to the plan, if one is given, from being replaced. */
    void keepFilesOfPlan(Console console) throws KeyTransferException {
        if (plan().isPresent()) {
            HostPlan.keepFiles(folder, console);
        }
    }

    private void requireNoExpectedPlan() {
        if (expectedPlan != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--expect-plan can only be used with a plan",
                    "give PLAN.json instead of the folder");
        }
    }

    RecordFolder open() throws KeyTransferException {
        return RecordFolder.open(
                plan().isEmpty() ? folder : PlanFiles.records(HostPlan.folderOf(folder)));
    }

    /** Returns the keys that are named; of a plan that is known from paper, its hosts', too. */
    List<TrustedSigner> trusted() throws KeyTransferException {
        List<TrustedSigner> trusted = new ArrayList<>(ExpectedKeyOption.signers(signedBy));
        Optional<ClosedPlan> plan = plan();
        if (plan.isPresent() && isKnown(plan.get())) {
            plan.get().hosts().forEach(host -> trusted.addAll(host.signer()));
        }
        return trusted;
    }

    /** A plan and its print-out may both have been swapped: paper of somebody's own counts. */
    private boolean isKnown(ClosedPlan plan) throws KeyTransferException {
        if (expectedPlan != null) {
            if (!TypedFingerprint.digest(expectedPlan).equals(Optional.of(plan.fingerprint()))) {
                throw new CheckFailedException(
                        Reason.PLAN_CHANGED,
                        folder + " does not have the fingerprint of --expect-plan",
                        "use the plan that the printed script belongs to; if it is that one, it"
                                + " was changed");
            }
            return true;
        }
        return HostMemory.find(plan.id())
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
        return progress.isEmpty()
                ? found
                : found.failing(deviations(progress.get(), stores(found)));
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
                .filter(step -> !progress.isDone(step.id()))
                .forEach(step -> deviations.add("the step '" + step.id() + "' is not done"));
        stores.forEach(store -> deviations.addAll(store.wrong()));
        return deviations;
    }

    /** Returns the stores of a plan's master copies, as far as they are here. */
    List<StoreLook> stores(RecordVerification found) throws KeyTransferException {
        Optional<PlanProgress> progress = progress(found);
        return progress.isPresent()
                ? StoreLook.at(HostPlan.folderOf(folder), places.byName(), progress.get())
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
        return heads.stream()
                .map(
                        head ->
                                TypedFingerprint.digest(head)
                                        .orElseThrow(
                                                () ->
                                                        new UsageException(
                                                                Reason.VALUE_FORM,
                                                                "not the SHA-256 of a record: "
                                                                        + head,
                                                                "give 64 hex digits, as each"
                                                                        + " command with --record"
                                                                        + " prints at its end")))
                .toList();
    }
}
