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
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.ItemProgress;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.ComparedLater;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.cli.row.Trait.Repeats;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Wraps the keys of a manifest. */
public record BatchRunCommand(Given given) implements Command {
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

    static final Opt.Sure<Path> MANIFEST_FILE =
            Opt.positional("MANIFEST", Kind.PATH, "the manifest, a regular file", new Reads())
                    .required();

    static final Opt<Integer> JOBS =
            Opt.of(
                    "--jobs N",
                    Kind.number(),
                    "number of threads, each with its own token session (default: one for each"
                            + " processor; at least 16 if keys are in tokens or go to vaults)",
                    Not.WAY);

    static final Opt.Sure<Boolean> RESUME =
            Opt.flag("--resume", "do only what the journal does not list as done");

    static final Opt.Sure<List<Integer>> AGAIN =
            Opt.of(
                            "--again LINE[,LINE...]",
                            Kind.number(),
                            "with --resume: repeat these lines of the manifest, although the"
                                    + " journal lists them as done; use it if a file is missing or was"
                                    + " changed",
                            new Repeats(","))
                    .many();

    static final Opt.Sure<Shard> SHARD =
            Opt.of(
                            "--shard I/N",
                            Kinds.shard(),
                            "do only every N-th item, starting at I; I is 0 to N-1 (default: 0/1)")
                    .orElse(Shard.WHOLE);

    static final Opt<Path> JOURNAL =
            Opt.path(
                    "--journal F",
                    "the journal (default: beside the manifest)",
                    new ComparedLater());

    static final Opt.Sure<Boolean> CHECK_PRIMES =
            Opt.flag(
                    "--check-primes",
                    "before keys from files are wrapped, check that their factors are primes; takes"
                            + " some milliseconds for each key",
                    Not.WAY);

    public static final Rows ROWS =
            Rows.of(BatchRunCommand.class)
                    .reporting(Report.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS)
                    .and(MANIFEST_FILE, JOBS, RESUME, AGAIN, SHARD, JOURNAL, CHECK_PRIMES)
                    .and(BatchPlaces.ROWS, WrapOptions.ROWS, OverwriteOption.ROWS);

    /** What a batch did, and with which module. */
    record Report(
            BatchReport batch, Optional<BatchKeys.OfTokens> tokens, BatchReport.Causes causes) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Integer jobs = given.get(JOBS);
        if (jobs != null && (jobs < 1 || jobs > MAX_JOBS)) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--jobs is " + jobs + "; it must be 1 to " + MAX_JOBS,
                    "leave it out to use the default");
        }
        if (!given.get(AGAIN).isEmpty() && !given.get(RESUME)) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--again can only be used with --resume",
                    "the first run does every line; to repeat lines, add --resume");
        }
        if (!FileSystemSync.isHere()) {
            run(GroupSync.NONE, call);
            return;
        }
        try (FileSystemSync sync = FileSystemSync.open()) {
            run(sync, call);
        }
    }

    private void run(GroupSync sync, Call call) throws KeyTransferException {
        Console console = call.console();
        BatchStop stop = new BatchStop(console);
        call.interruptible(stop.interruption());
        Path manifest = given.get(MANIFEST_FILE);
        BatchPlaces places = new BatchPlaces(given);
        try (BatchKeys keys =
                new BatchKeys(
                        access(), new WrapOptions(given), new OpenGuardOption(given), console)) {
            BatchKeks keks = places.keks(console);
            Batch batch =
                    checked(
                            Batch.of(
                                            new BatchManifest(manifest),
                                            Sources.OURS,
                                            keys.secrets(),
                                            places.destinations(keks, keys))
                                    .contexts(keys::complete)
                                    .wrappers(kek -> places.wrapper(kek, access()))
                                    .allowWeakKeys(access().allowWeakKey())
                                    .testPrimality(given.get(CHECK_PRIMES))
                                    .files(console.files().names())
                                    .replacing(console.files()::requireReplaceable)
                                    .replaceFiles(new OverwriteOption(given).force())
                                    .sync(sync));
            if (batch.readsClearKeys()) {
                SwapSpace.warnIfClear(console::warnOnce);
            }
            console.record().read("manifest", manifest, manifest.toFile().length(), batch.sha256());
            requireRecordable(batch);
            Batch approved = approved(batch, keks, call);
            try (BatchRun run =
                    approved.open(
                            journal(batch),
                            given.get(SHARD),
                            given.get(RESUME),
                            new TreeSet<>(given.get(AGAIN)))) {
                stop.stops(run, keys.tokens());
                if (run.doneBefore() >= MANY) {
                    console.note(
                            "comparing up to "
                                    + run.doneBefore()
                                    + " files of earlier runs with the journal");
                }
                run(run, keys, stop, call);
            }
        }
    }

    /**
     * The approver reads the manifest and the list of what decides each line: their hashes stand
     * for every key, file and place in them. A source is only a path, so each key's fingerprint
     * stands there too.
     */
    private Batch approved(Batch batch, BatchKeks keks, Call call) throws KeyTransferException {
        WorkKeys named =
                WorkKeys.of(KeyFact.KEK, keks.keks().stream().map(Fingerprint::toString).toList());
        Path journal = journal(batch);
        ApprovalSubject subject =
                ApprovalSubject.to("batch run")
                        .with("manifest_sha256", batch.sha256())
                        .with("items", batch.items())
                        .with("journal", journal)
                        .with("new_password", new BatchPlaces(given).newPassword());
        if (!call.needsApproval()) {
            call.approve(subject, named);
            return batch;
        }
        named = named.and(WorkKeys.of(KeyFact.TARGET, batch.requireExpected()));
        BatchDecisions decisions;
        try (LinesFile list = LinesFile.beside(journal, batch.manifest())) {
            decisions = batch.decide(list, call.console()::warnOnce);
            subject = subject.with("lines", list.finish(decisions.sha256()));
        }
        Map<String, Long> ofKeks = decisions.openers(Decision.Role.KEK);
        Map<String, Long> ofRecipients = decisions.openers(Decision.Role.RECIPIENT);
        call.approve(
                subject.with("lines_sha256", decisions.sha256())
                        .with("keks", LinesFile.summary(ofKeks))
                        .with("recipients", LinesFile.summary(ofRecipients)),
                named.and(WorkKeys.of(KeyFact.KEK, ofKeks.keySet()))
                        .and(WorkKeys.of(KeyFact.RECIPIENT, ofRecipients.keySet())));
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
                        "give --vault https://NAME.vault.azure.net; the KEK's file cannot determine"
                                + " it");
            }
            throw e;
        }
    }

    private void run(BatchRun run, BatchKeys keys, BatchStop stop, Call call)
            throws KeyTransferException {
        Console console = call.console();
        ItemProgress progress = new ItemProgress("batch", "key", run.left(), console);
        try (progress) {
            run.run(given.find(JOBS).orElseGet(run.batch()::jobs), noting(progress, stop, console));
        } finally {
            console.report(
                    new Report(
                            BatchReport.of(run, progress.elapsed()),
                            keys.ofTokens(run.isStopped()),
                            BatchReport.Causes.of(run.tally(), console::nextStep)),
                    HEADLINE);
        }
        tellRest(run, call);
    }

    /** The record holds the hash of each file: the journal is not signed. */
    private BatchRun.Progress noting(ItemProgress progress, BatchStop stop, Console console) {
        boolean recorded = new RecordOptions(given).isGiven();
        return new BatchRun.Progress() {
            @Override
            public void show(long done, long failed) {
                progress.show(done, failed);
                stop.warnOfSlow();
            }

            @Override
            public void fileVoid(BatchFile file, Path renamed) {
                console.warn(file.path() + " is void, and is now " + renamed);
                if (recorded) {
                    console.record()
                            .deleted("void blob", file.path(), file.lengthBytes(), file.sha256());
                    console.record()
                            .written("void blob", renamed, file.lengthBytes(), file.sha256());
                }
            }

            @Override
            public void fileDone(BatchFile file, boolean byThisRun) {
                if (!recorded) {
                    return;
                }
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
        long files = given.get(SHARD).share(batch.files());
        if (new RecordOptions(given).isGiven() && files > MAX_RECORDED_FILES) {
            throw new RefusedException(
                    Reason.TOO_MANY,
                    "a record holds at most "
                            + MAX_RECORDED_FILES
                            + " outputs; this run has "
                            + files,
                    "divide the batch with --shard, each with a record of its own");
        }
    }

    private static void tellRest(BatchRun run, Call call) {
        BatchTally tally = run.tally();
        if (run.left() == 0) {
            return;
        }
        call.exitWith(exit(tally));
        call.console()
                .warn(
                        (run.isStopped() ? "stopped: " : "")
                                + run.left()
                                + (run.left() == 1 ? " key is" : " keys are")
                                + " not done; use --resume to do the rest"
                                + (tally.failed() > 0 ? " once the causes are fixed" : ""));
    }

    private static int exit(BatchTally tally) {
        if (tally.hasIncident()) {
            return ExitCode.INCIDENT;
        }
        return tally.hasVoidDelivery() ? ExitCode.CHECK_FAILED : ExitCode.FAILED;
    }

    private Path journal(Batch batch) {
        return given.find(JOURNAL).orElseGet(() -> batch.manifest().journal(given.get(SHARD)));
    }
}
