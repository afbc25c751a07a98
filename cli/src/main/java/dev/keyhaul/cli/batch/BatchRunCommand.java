package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.Batch;
import dev.keyhaul.batch.BatchDecisions;
import dev.keyhaul.batch.BatchFile;
import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.batch.GroupSync;
import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.report.BatchReport;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.ItemProgress;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Wraps the keys of a manifest. */
public final class BatchRunCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of(
                            "done",
                            "found",
                            "done_before",
                            "failed",
                            "remaining",
                            "items",
                            "shard",
                            "seconds",
                            "keys_per_second",
                            "wrapped_by",
                            "controls",
                            "journal")
                    .always("failures", "warnings");

    private static final int MAX_JOBS = 256;

    /** A record has at most 4 MiB. */
    private static final int MAX_RECORDED_FILES = 5_000;

    /** From this number on, hashing the files of earlier runs takes a while. */
    private static final int MANY = 10_000;

    @Parameters(paramLabel = "MANIFEST", description = "the manifest, a regular file")
    private Path manifestFile = Path.of("");

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "number of threads, each with its own token session (default: one for each processor; at least 16 if keys are in tokens or go to vaults)")
    private @Nullable Integer jobs;

    @Option(names = "--resume", description = "do only what the journal does not list as done")
    private boolean resume;

    @Option(
            names = "--again",
            paramLabel = "LINE[,LINE...]",
            split = ",",
            description =
                    "with --resume: repeat these lines of the manifest, although the journal lists them as done; use it if a file is missing or was changed")
    private Set<Integer> again = new TreeSet<>();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "do only every N-th item, starting at I; I is 0 to N-1 (default: 0/1)")
    private Shard shard = Shard.WHOLE;

    @Option(
            names = "--journal",
            paramLabel = "F",
            description = "the journal (default: beside the manifest)")
    private @Nullable Path journalFile;

    @Option(
            names = "--check-primes",
            description =
                    "before keys from files are wrapped, check that their factors are primes; takes some milliseconds for each key")
    private boolean checkPrimes;

    @Mixin private BatchPlaces places = new BatchPlaces();

    @Mixin private WrapOptions wrap = new WrapOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (jobs != null && (jobs < 1 || jobs > MAX_JOBS)) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--jobs is " + jobs + "; it must be 1 to " + MAX_JOBS,
                    "leave it out to use the default");
        }
        if (!again.isEmpty() && !resume) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--again can only be used with --resume",
                    "the first run does every line; to repeat lines, add --resume");
        }
        if (!FileSystemSync.isHere()) {
            run(GroupSync.NONE, console);
            return;
        }
        try (FileSystemSync sync = FileSystemSync.open()) {
            run(sync, console);
        }
    }

    private void run(GroupSync sync, Console console) throws KeyTransferException {
        Interruption interruption = interruptible(new Interruption());
        try (BatchKeys keys = new BatchKeys(access, wrap, console)) {
            BatchKeks keks = places.keks(console);
            Batch batch =
                    checked(
                            Batch.of(
                                            new BatchManifest(manifestFile),
                                            Sources.OURS,
                                            keys.secrets(),
                                            places.destinations(keks, keys))
                                    .contexts(keys::complete)
                                    .wrappers(kek -> places.wrapper(kek, access))
                                    .allowWeakKeys(access.allowWeakKey)
                                    .testPrimality(checkPrimes)
                                    .files(console.files().names())
                                    .replacing(console.files()::requireReplaceable)
                                    .replaceFiles(overwrite.force)
                                    .sync(sync));
            if (batch.readsClearKeys()) {
                SwapSpace.warnIfClear(console::warnOnce);
            }
            console.record()
                    .read("manifest", manifestFile, manifestFile.toFile().length(), batch.sha256());
            requireRecordable(batch);
            Batch approved = approved(batch, keks, console);
            try (BatchRun run = approved.open(journal(batch), shard, resume, again)) {
                interruption.stops(run::stop);
                if (run.doneBefore() >= MANY) {
                    console.note(
                            "comparing up to "
                                    + run.doneBefore()
                                    + " files of earlier runs with the journal");
                }
                run(run, keys, console);
            }
        }
    }

    /**
     * The approver reads the manifest and the list of what decides each line: their hashes stand
     * for every key, file and place in them. A source is only a path, so each key's fingerprint
     * stands there too.
     */
    private Batch approved(Batch batch, BatchKeks keks, Console console)
            throws KeyTransferException {
        WorkKeys named =
                WorkKeys.of(KeyFact.KEK, keks.keks().stream().map(Fingerprint::toString).toList());
        ApprovalSubject subject =
                ApprovalSubject.to("batch run")
                        .with("manifest_sha256", batch.sha256())
                        .with("items", batch.items())
                        .with("journal", journal(batch))
                        .with("new_password", places.newPassword());
        if (!needsApproval()) {
            approve(subject, named, console);
            return batch;
        }
        named = named.and(WorkKeys.of(KeyFact.TARGET, batch.requireExpected()));
        BatchDecisions decisions;
        try (LinesFile list = LinesFile.beside(journal(batch), batch.manifest())) {
            decisions = batch.decide(list, console::warnOnce);
            subject = subject.with("lines", list.finish(decisions.sha256()));
        }
        Map<String, Long> ofKeks = decisions.openers(Decision.Role.KEK);
        Map<String, Long> ofRecipients = decisions.openers(Decision.Role.RECIPIENT);
        approve(
                subject.with("lines_sha256", decisions.sha256())
                        .with("keks", LinesFile.summary(ofKeks))
                        .with("recipients", LinesFile.summary(ofRecipients)),
                named.and(WorkKeys.of(KeyFact.KEK, ofKeks.keySet()))
                        .and(WorkKeys.of(KeyFact.RECIPIENT, ofRecipients.keySet())),
                console);
        return decisions.batch();
    }

    private static Batch checked(Batch.Settings settings) throws KeyTransferException {
        try {
            return settings.check();
        } catch (RefusedException e) {
            if (e.reason() == Reason.VAULT_MISSING) {
                throw new UsageException(
                        Reason.VAULT_MISSING,
                        "--vault is missing: the vault that receives the keys",
                        "give --vault https://NAME.vault.azure.net; the KEK's file cannot determine it");
            }
            throw e;
        }
    }

    private void run(BatchRun run, BatchKeys keys, Console console) throws KeyTransferException {
        ItemProgress progress = new ItemProgress("batch", "key", run.left(), console);
        try (progress) {
            run.run(jobs == null ? run.batch().jobs() : jobs, noting(progress, console));
        } finally {
            console.report(
                    BatchReport.of(run, progress.elapsed(), keys.ofTokens(), console::nextStep),
                    HEADLINE);
        }
        tellRest(run, console);
    }

    /** The record holds the hash of each file: the journal is not signed. */
    private BatchRun.Progress noting(ItemProgress progress, Console console) {
        if (!isRecorded()) {
            return progress::show;
        }
        return new BatchRun.Progress() {
            @Override
            public void show(long done, long failed) {
                progress.show(done, failed);
            }

            @Override
            public void fileDone(BatchFile file, boolean byThisRun) {
                if (byThisRun) {
                    console.record()
                            .written("blob", file.path(), file.lengthBytes(), file.sha256());
                } else {
                    console.record()
                            .read(
                                    "blob of an earlier run",
                                    file.path(),
                                    file.lengthBytes(),
                                    file.sha256());
                }
            }
        };
    }

    private void requireRecordable(Batch batch) throws RefusedException {
        if (isRecorded() && shard.share(batch.files()) > MAX_RECORDED_FILES) {
            throw new RefusedException(
                    Reason.TOO_MANY,
                    "a record holds at most "
                            + MAX_RECORDED_FILES
                            + " outputs; this run has "
                            + shard.share(batch.files()),
                    "divide the batch with --shard, each with a record of its own");
        }
    }

    private void tellRest(BatchRun run, Console console) {
        BatchTally tally = run.tally();
        if (run.left() == 0) {
            return;
        }
        exitWith(tally.hasIncident() ? ExitCode.INCIDENT : ExitCode.FAILED);
        console.warn(
                (run.isStopped() ? "stopped: " : "")
                        + run.left()
                        + (run.left() == 1 ? " key is" : " keys are")
                        + " not done; use --resume to do the rest"
                        + (tally.failed() > 0 ? " once the causes are fixed" : ""));
    }

    private Path journal(Batch batch) {
        return journalFile == null ? batch.manifest().journal(shard) : journalFile;
    }
}
