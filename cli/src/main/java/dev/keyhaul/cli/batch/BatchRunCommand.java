package dev.keyhaul.cli.batch;

import dev.keyhaul.backup.destination.CopyDestination;
import dev.keyhaul.batch.Batch;
import dev.keyhaul.batch.BatchKeks;
import dev.keyhaul.batch.BatchManifest;
import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.batch.BlobDestination;
import dev.keyhaul.batch.GroupSync;
import dev.keyhaul.batch.Shard;
import dev.keyhaul.batch.report.BatchReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.option.WeakPasswordOption;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.OpenPolicy;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.keywrap.Acceleration;
import dev.keyhaul.core.keywrap.Accelerator;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.keyvault.batch.VaultDestination;
import dev.keyhaul.pkcs11.Pkcs11Module;
import dev.keyhaul.pkcs11.TokenUri;
import dev.keyhaul.pkcs11.source.OpenToken;
import dev.keyhaul.pkcs11.source.SharedTokens;
import dev.keyhaul.pkcs11.source.TokenAccess;
import dev.keyhaul.reports.ModuleReport;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.ItemProgress;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.option.OverwriteOption;
import dev.keyhaul.terminal.process.FileSystemSync;
import dev.keyhaul.terminal.process.Interruption;
import dev.keyhaul.terminal.secret.KeptSecret;
import dev.keyhaul.terminal.secret.SecretSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
                            "journal")
                    .always("note", "failures", "warnings");

    private static final int MAX_JOBS = 256;

    /** From this number on, hashing the files of earlier runs takes a while. */
    private static final int MANY = 10_000;

    @Parameters(paramLabel = "MANIFEST", description = "the manifest, a regular file")
    private Path manifestFile = Path.of("");

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "how many threads read and wrap, with a token session each (default: chosen by"
                            + " the manifest: one for each processor, 16 at least where keys are in"
                            + " tokens or go to vaults)")
    private @Nullable Integer jobs;

    @Option(names = "--resume", description = "do only what the journal does not list as done")
    private boolean resume;

    @Option(
            names = "--again",
            paramLabel = "LINE[,LINE...]",
            split = ",",
            description =
                    "with --resume: do these lines of the manifest again, which the journal lists as"
                            + " done; for a file that is missing or was changed")
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

    @Mixin private WrapOptions wrap = new WrapOptions();

    @Mixin private RecipientPinOption recipientPin = new RecipientPinOption();

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private WeakPasswordOption weakPassword = new WeakPasswordOption();

    @Mixin private ProfileOption profile = new ProfileOption();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Mixin private NewVersionOption newVersion = new NewVersionOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (jobs != null && (jobs < 1 || jobs > MAX_JOBS)) {
            throw new UsageException(
                    "--jobs is " + jobs + "; it is 1 to " + MAX_JOBS, "leave it out if in doubt");
        }
        if (!again.isEmpty() && !resume) {
            throw new UsageException(
                    "--again needs --resume", "the first run does every line: add --resume");
        }
        if (acceleration == Acceleration.ON) {
            requireAccelerator();
        }
        if (!FileSystemSync.isHere()) {
            run(GroupSync.NONE, console);
            return;
        }
        try (FileSystemSync sync = FileSystemSync.open()) {
            run(ofFileSystem(sync), console);
        }
    }

    private static GroupSync ofFileSystem(FileSystemSync system) {
        return new GroupSync() {
            @Override
            public void expect(Path folder) {
                system.expect(folder);
            }

            @Override
            public Set<Path> sync(Set<Path> folders) throws FileException {
                return system.sync(folders);
            }
        };
    }

    private static void requireAccelerator() throws FileException {
        Optional<String> reason = Accelerator.load().reason();
        if (reason.isPresent()) {
            throw new FileException(
                    "--accelerate on: " + reason.get(),
                    "unpack keyhaul-accelerator-VERSION.tar.gz where the bundle was unpacked, or"
                            + " leave --accelerate out; see docs/INSTALL.md");
        }
    }

    private void run(GroupSync sync, Console console) throws KeyTransferException {
        Interruption interruption = interruptible(new Interruption());
        try (OpenPolicy policy = wrap.open(console);
                SharedTokens tokens =
                        new SharedTokens(
                                (others, uri, secrets) ->
                                        open(others, uri, secrets, policy, console));
                KeptSecret password = new KeptSecret();
                KeptSecret copyPassword = new KeptSecret()) {
            BatchKeks keks = kekTrust.keks(console);
            Batch batch =
                    checked(
                            Batch.of(
                                            new BatchManifest(manifestFile),
                                            Sources.OURS,
                                            CommandSecrets.of(access)
                                                    .withPassword(inputPassword(password)),
                                            new BlobDestination(keks, kekTrust.vaults()),
                                            vaults(keks),
                                            copies(tokens, copyPassword))
                                    .contexts(context -> completed(context, tokens))
                                    .doors(kek -> profile.door(kek, access, kekTrust.isRehearsal()))
                                    .allowWeakKeys(access.allowWeakKey)
                                    .testPrimality(checkPrimes)
                                    .files(console.files())
                                    .replaceFiles(overwrite.force)
                                    .acceleration(acceleration)
                                    .sync(sync));
            if (batch.readsClearKeys()) {
                SwapSpace.warnIfClear(console::warnOnce);
            }
            console.record()
                    .read("manifest", manifestFile, manifestFile.toFile().length(), batch.sha256());
            approve(batch, keks, console);
            try (BatchRun run = batch.open(journal(batch), shard, resume, again)) {
                interruption.stops(run::stop);
                if (run.doneBefore() >= MANY) {
                    console.note(
                            "comparing up to "
                                    + run.doneBefore()
                                    + " files of earlier runs with the journal");
                }
                run(run, tokens, console);
            }
        }
    }

    /**
     * The approver reads the manifest: its hash stands for every key and place in it. A source is
     * only a path, so each key's fingerprint stands there too.
     */
    private void approve(Batch batch, BatchKeks keks, Console console) throws KeyTransferException {
        WorkKeys keys =
                WorkKeys.of(KeyFact.KEK, keks.keks().stream().map(Fingerprint::toString).toList());
        ApprovalSubject subject =
                ApprovalSubject.to("batch run")
                        .with("manifest_sha256", batch.sha256())
                        .with("items", batch.items())
                        .with("journal", journal(batch))
                        .with("new_password", newPassword.covered());
        if (needsApproval()) {
            keys = keys.and(WorkKeys.of(KeyFact.TARGET, batch.requireExpected()));
            subject = subject.withEquipment(batch.usesTokens() ? module(console) : List.of());
        }
        approve(subject, keys, console);
    }

    /** No token is open yet, and their module is known. */
    private List<String> module(Console console) throws KeyTransferException {
        try (Pkcs11Module module = access.token.module.open(null, console)) {
            return List.of("module " + module.path() + ", SHA-256 " + module.sha256());
        }
    }

    private VaultDestination vaults(BatchKeks keks) {
        Console silent = Console.silent();
        return new VaultDestination(
                keks,
                host -> ItemFailure.of(() -> vaultAccess.connect(host, silent)),
                newVersion.with(profile, access),
                AdRmsKey::usualProtection);
    }

    private CopyDestination copies(SharedTokens tokens, KeptSecret password) {
        return new CopyDestination(
                tokens,
                copyPassword(password),
                file ->
                        CommandSecrets.of(
                                file.map(f -> SecretSource.of("PIN", "--pin-file").fromFile(f))
                                        .orElseGet(recipientPin::pin)),
                HostName.operator(),
                Version.generator(),
                weakPassword.allowed);
    }

    private OpenToken open(
            List<OpenToken> others,
            TokenUri uri,
            SourceSecrets secrets,
            OpenPolicy policy,
            Console console)
            throws KeyTransferException {
        OpenToken token =
                ItemFailure.of(
                        () ->
                                policy.opened(
                                        () ->
                                                CommandTokens.beside(
                                                                others,
                                                                access.token.module,
                                                                console)
                                                        .open(uri, secrets)));
        try {
            token.findings().forEach(console::warn);
            policy.applyTo(token.token());
            return token;
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }

    private SourceContext completed(SourceContext context, SharedTokens tokens) {
        return context.sharing(TokenAccess.class, tokens).allowingNoMac(access.file.allowNoMac);
    }

    private static Batch checked(Batch.Settings settings) throws KeyTransferException {
        try {
            return settings.check();
        } catch (RefusedException e) {
            if (e.reason().equals(Optional.of(Reason.VAULT_MISSING))) {
                throw new UsageException(
                        "--vault is missing: it names the vault that the keys go to",
                        "give --vault https://NAME.vault.azure.net; the KEK's file cannot decide"
                                + " it");
            }
            throw e;
        }
    }

    private void run(BatchRun run, SharedTokens tokens, Console console)
            throws KeyTransferException {
        ItemProgress progress = new ItemProgress("batch", "key", run.left(), console);
        try (progress) {
            run.run(jobs == null ? run.batch().jobs() : jobs, progress::show);
        } finally {
            console.report(
                    BatchReport.of(run, progress.elapsed(), module(tokens), console::nextStep),
                    HEADLINE);
        }
        tellRest(run, console);
    }

    private static JsonObject module(SharedTokens tokens) {
        return tokens.all().stream()
                .findFirst()
                .map(token -> ModuleReport.of(token.token().module()))
                .orElse(JsonObject.builder().build());
    }

    private void tellRest(BatchRun run, Console console) {
        BatchTally tally = run.tally();
        if (tally.done() == run.left()) {
            return;
        }
        exitWith(tally.hasIncident() ? ExitCode.INCIDENT : ExitCode.FAILED);
        console.warn(
                (run.isStopped() ? "stopped: " : "")
                        + (run.left() - tally.done())
                        + (run.left() - tally.done() == 1 ? " key is" : " keys are")
                        + " not done; use --resume to do the rest"
                        + (tally.failed() > 0 ? " once the causes are fixed" : ""));
    }

    private PasswordSource inputPassword(KeptSecret kept) {
        SecretSource source = access.file.password.of("the files").keptIn(kept);
        return () -> ItemFailure.of(() -> source.read("Password of the files in the manifest"));
    }

    private PasswordSource copyPassword(KeptSecret kept) {
        SecretSource source = newPassword.of("the master copies").keptIn(kept);
        return () -> ItemFailure.of(() -> source.read("New password of the master copies"));
    }

    private Path journal(Batch batch) {
        return journalFile == null ? batch.manifest().journal(shard) : journalFile;
    }
}
