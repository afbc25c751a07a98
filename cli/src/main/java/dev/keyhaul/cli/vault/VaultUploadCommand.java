package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ExpectedKeyOption.ExpectedPublicKey;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KekOfBlob;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyKind;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.reports.record.BlobGate;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a finished blob. */
public final class VaultUploadCommand extends ApprovedKeyCommand {
    private static final int MAX_BLOB_BYTES = 1024 * 1024;

    @Parameters(paramLabel = "FILE", description = "the blob")
    private Path file = Path.of("");

    @Mixin private VaultOptions vault = new VaultOptions();

    @Mixin private NewVersionOption newVersion = new NewVersionOption();

    @Mixin private ExpectedKeyOption expected = new ExpectedKeyOption();

    @Mixin private KindOptions kindOptions = new KindOptions();

    @Option(
            names = "--kek",
            paramLabel = "FILE",
            description =
                    "the KEK's file that the blob was made with: another key in the vault means"
                            + " that someone may have read yours")
    private @Nullable Path kek;

    @Mixin private ProfileOption profile = new ProfileOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        // Read once: what is looked at is what is sent.
        byte[] blob = InputFile.read(file, MAX_BLOB_BYTES);
        FileKind.require(file, blob, FileKind.BLOB);
        console.record().read("blob", file, blob);
        BlobGate gate = new BlobGate(blob, file.toString(), NextStep::of, console::warn);
        Optional<LintContext.Kek> told =
                kek == null ? Optional.empty() : Optional.of(KekFile.describedIn(kek));
        gate.requireClean(context(told));
        ExpectedPublicKey wanted = expected.read();
        console.record()
                .key(
                        KeyFact.of(
                                KeyFact.TARGET,
                                wanted.fingerprint(),
                                "expected, as the operator was told",
                                "to be in the vault as " + vault.name));
        KeyKind kind = kindOf(wanted, console);
        kind.requireAt(vault.host(), Protection.HSM);
        KeyVault connected = vault.connect(console);
        Optional<LintContext.Kek> known =
                KekOfBlob.inVault(connected, blob, told.orElse(null), console::warn).or(() -> told);
        gate.requireClean(context(known));
        WorkKeys keys =
                WorkKeys.target(wanted.fingerprint())
                        .and(
                                known.map(found -> WorkKeys.kek(found.publicKey()))
                                        .orElse(WorkKeys.none()));
        ImportSteps steps =
                new ImportSteps(
                        vault.host(),
                        Optional.empty(),
                        kek -> approve(blob, wanted.fingerprint(), keys, console),
                        new ImportStop(console),
                        console);
        KeyImport importing =
                KeyImport.into(connected, vault.name)
                        .options(newVersion.with(profile, access))
                        .steps(steps)
                        .build();
        Optional<VaultKey> held = importing.held(wanted.fingerprint());
        VaultProof proof =
                held.isPresent()
                        ? importing.ofHeld(held.get(), expectation(wanted))
                        : importing.ofBlob(blob, kind, expectation(wanted));
        console.report(steps.report(), ImportSteps.HEADLINE);
        proof.requirePassed();
    }

    private void approve(byte[] blob, Fingerprint wanted, WorkKeys keys, Console console)
            throws KeyTransferException {
        approve(
                ApprovalSubject.to("vault upload")
                        .with("blob_sha256", Sha256.hex(blob))
                        .with("expected_key", wanted),
                keys,
                console);
    }

    /** Checks it against the profile. A fingerprint does not say it, and neither does a blob. */
    private KeyKind kindOf(ExpectedPublicKey wanted, Console console) throws KeyTransferException {
        if (wanted.key().isEmpty()) {
            KeyKind said = kindOptions.kind();
            if (said != KeyKind.RSA) {
                profile.profile.checkOther(said.label());
            }
            return said;
        }
        profile.profile
                .checkExpected(wanted.key().get(), access.allowWeakKey)
                .forEach(console::warn);
        return kindOptions.kindOf(wanted.key().get());
    }

    private static ExpectedKey expectation(ExpectedPublicKey wanted) {
        return wanted.key()
                .map(known -> ExpectedKey.tenantKey(known, Protection.HSM))
                .orElseGet(() -> ExpectedKey.tenantKey(wanted.fingerprint(), Protection.HSM));
    }

    private LintContext context(Optional<LintContext.Kek> known) {
        LintContext context =
                LintContext.fileAlone(Clock.systemUTC().instant()).withVault(vault.host());
        return known.map(context::withKek).orElse(context);
    }
}
