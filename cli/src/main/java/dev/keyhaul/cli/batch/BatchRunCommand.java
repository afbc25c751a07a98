package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchJournal;
import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.batch.GroupSync;
import dev.keyhaul.batch.Manifest;
import dev.keyhaul.batch.ManifestCheck;
import dev.keyhaul.batch.Shard;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.secret.SwapSpace;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.keywrap.Acceleration;
import dev.keyhaul.core.keywrap.Accelerator;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Wraps the keys of a manifest. */
@Command(
        description = {
            "Wraps each key that a manifest names, into a blob, a vault or a store of master"
                    + " copies.",
            "The manifest is JSON Lines or CSV with a first line of names: source; kek and output;"
                    + " or vault, name and kek_name; or store and to. Relative paths begin at its"
                    + " folder. It is checked to its end before the first key is opened.",
            "What is done is in a journal beside it: after Ctrl-C, a power cut or failures --resume"
                    + " does the rest. docs/BATCH.md tells all."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul batch run keys.csv --pin-file hsm.pin --kek-sha256 HEX \\",
            "      --vault https://contoso-kv.vault.azure.net",
            "where keys.csv has:",
            "  source,kek,output",
            "  pkcs11:token=hsm;object=key-1,kek.json,key-1.byok",
            "  pem:keys/2.pem,kek.json,key-2.byok"
        })
public final class BatchRunCommand extends ReportingCommand {
    private static final int MAX_JOBS = 256;

    @Parameters(paramLabel = "MANIFEST", description = "the manifest, a regular file")
    private Path manifestFile = Path.of("");

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "how many threads read and wrap, with a token session each (default: one for"
                            + " each processor, 4 at least)")
    private int jobs = Math.max(4, Runtime.getRuntime().availableProcessors());

    @Option(names = "--resume", description = "do what the journal does not say is done")
    private boolean resume;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "do every N-th item alone, from I on; I is 0 to N-1")
    private Shard shard = Shard.WHOLE;

    @Option(
            names = "--journal",
            paramLabel = "F",
            description = "the journal (default: beside the manifest)")
    private @Nullable Path journalFile;

    @Option(
            names = "--accelerate",
            paramLabel = "auto|on|off",
            description =
                    "let Amazon Corretto Crypto Provider do the RSA of keys from files, where it is"
                            + " installed (default: auto, where there are 20,000 or more)")
    private Acceleration acceleration = Acceleration.AUTO;

    @Option(
            names = "--check-primes",
            description =
                    "check that the factors of keys from files are primes, before they become"
                            + " blobs; takes some milliseconds a key")
    private boolean checkPrimes;

    @Mixin private KekTrust kekTrust = new KekTrust();

    @Mixin private VaultAccessOptions vaultAccess = new VaultAccessOptions();

    @Mixin private AccessOptions access = new AccessOptions();

    @Mixin private RecipientPinOption recipientPin = new RecipientPinOption();

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private ProfileOption profile = new ProfileOption();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    private int exitCode = ExitCode.DONE;

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (jobs < 1 || jobs > MAX_JOBS) {
            throw new UsageException(
                    "--jobs is " + jobs + "; it is 1 to " + MAX_JOBS, "leave it out if in doubt");
        }
        if (acceleration == Acceleration.ON) {
            requireAccelerator();
        }
        if (!FileSystemSync.isHere()) {
            run(GroupSync.EACH_FILE, console);
            return;
        }
        try (FileSystemSync sync = FileSystemSync.open()) {
            run(sync, console);
        }
    }

    private static void requireAccelerator() throws FileException {
        Optional<String> reason = Accelerator.load().reason();
        if (reason.isPresent()) {
            throw new FileException(
                    "--accelerate on: " + reason.get(),
                    "unpack keyhaul-accelerator-VERSION.tar.gz where the bundle was unpacked, or leave"
                            + " --accelerate out; see docs/INSTALL.md");
        }
    }

    private void run(GroupSync sync, Console console) throws KeyTransferException {
        Manifest manifest = new Manifest(manifestFile);
        Keks keks = new Keks(kekTrust, console::warn);
        ManifestRule rule = new ManifestRule(manifest.folder(), keks, kekTrust, sync);
        ManifestCheck checked = ManifestCheck.of(manifest, rule);
        if (rule.readsClearKeys()) {
            SwapSpace.warnIfClear(console);
        }
        try (BatchJournal journal = BatchJournal.open(journal(), checked, shard, resume)) {
            sync.expect(journal.folder());
            long left = shard.share(checked.items()) - journal.doneBefore();
            long wraps = Math.min(rule.wrapsHere(), left);
            Optional<Accelerator> accelerator =
                    wraps == 0 ? Optional.empty() : Optional.of(acceleration.forWraps(wraps));
            run(manifest, checked, keks, journal, sync, accelerator, console);
        }
    }

    private void run(
            Manifest manifest,
            ManifestCheck checked,
            Keks keks,
            BatchJournal journal,
            GroupSync sync,
            Optional<Accelerator> accelerator,
            Console console)
            throws KeyTransferException {
        BatchTally tally = new BatchTally();
        // Declared first: it lets the process go when everything below is closed and wiped.
        try (Interruption interruption = new Interruption();
                Tokens tokens = new Tokens(access, console);
                Secrets passwords = passwords();
                Secrets copyPasswords = copyPasswords();
                Wrappers wrappers = new Wrappers(accelerator.orElse(Accelerator.none()))) {
            ItemWork work =
                    new ItemWork(
                            manifest.folder(),
                            new SourceKeys(tokens, passwords, access, checkPrimes),
                            keks,
                            new BlobItems(journal, overwrite.force),
                            new VaultItems(
                                    new Vaults(vaultAccess, kekTrust),
                                    profile,
                                    access.allowWeakKey,
                                    overwrite.force),
                            new CopyItems(manifest.folder(), tokens, copyPasswords, recipientPin),
                            wrappers,
                            tally,
                            access,
                            profile,
                            kekTrust.isRehearsal());
            BatchRun run = new BatchRun(manifest, checked, shard, journal, work, sync, tally);
            long left = shard.share(checked.items()) - journal.doneBefore();
            Pace pace = new Pace(left);
            interruption.stops(run);
            try (ProgressThread shown = new ProgressThread(progress(left, pace, console), tally)) {
                shown.start();
                run.run(jobs);
            } finally {
                console.report(
                        BatchReport.of(
                                checked, shard, journal, tally, pace, accelerator, tokens.all()));
            }
            tellRest(left, run, tally, console);
        }
    }

    private void tellRest(long left, BatchRun run, BatchTally tally, Console console) {
        if (tally.done() == left) {
            return;
        }
        exitCode = ExitCode.FAILED;
        console.warn(
                (run.isStopped() ? "stopped: " : "")
                        + (left - tally.done())
                        + " keys are not done; --resume does them"
                        + (tally.failed() > 0 ? " when the causes are put right" : ""));
    }

    private Progress progress(long left, Pace pace, Console console) {
        return Terminal.get().isPresent() && !console.isQuiet() && left > 0
                ? new ProgressOnTerminal(left)
                : new ProgressLines(console, pace);
    }

    private Secrets passwords() {
        return new Secrets(
                access.file.password.of("the files"), "Password of the files in the manifest");
    }

    private Secrets copyPasswords() {
        return new Secrets(
                newPassword.of("the master copies"), "New password of the master copies");
    }

    private Path journal() {
        if (journalFile != null) {
            return journalFile;
        }
        String suffix =
                shard.isWhole()
                        ? ".journal"
                        : ".shard-" + shard.index() + "-of-" + shard.count() + ".journal";
        return manifestFile.resolveSibling(manifestFile.getFileName() + suffix);
    }

    @Override
    protected int exitCode() {
        return exitCode;
    }
}
