package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.UndeclaredBlob.Declared;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.workflow.Act;
import dev.keyhaul.workflow.ImportProgress;
import dev.keyhaul.workflow.VaultImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Imports a key into one vault or several, or a finished blob into its vault, and proves it. */
public record VaultImportKeyCommand(Given given) implements Command {
    private static final Headline SEVERAL =
            Headline.of("imports.*.key_url", "vaults", "imported", "imports.0.key_fingerprint")
                    .alwaysExcept("imports.*.proof.checks", "verdict", "pass")
                    .always("imports.0.kek_not_proven");

    public static final Rows ROWS =
            Rows.of(VaultImportKeyCommand.class)
                    .reporting(ImportedKey.class, Several.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, ImportWay.ROWS)
                    .and(VaultOptions.ROWS, NewVersionOption.ROWS)
                    .and(WithKey.ROWS, WithBlob.ROWS, ProfileOption.ROWS);

    /**
     * A key in several vaults.
     *
     * @param vaults how many vaults the command line names
     * @param imported how many of them hold the key
     * @param imports the key in each of these, in the order of the command line
     */
    record Several(int vaults, int imported, List<ImportedKey> imports) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        ImportWay way = new ImportWay(given);
        way.requireEffect(call.typed());
        if (way.blob().isPresent()) {
            importBlob(way.blob().get(), call);
        } else {
            importKey(way.key(), call);
        }
    }

    private void importBlob(Path file, Call call) throws KeyTransferException {
        Console console = call.console();
        VaultOptions vault = new VaultOptions(given);
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--vault is given "
                            + hosts.size()
                            + " times, but a blob can be imported into one vault only",
                    "name the vault of the KEK that the blob was made for");
        }
        VaultHost host = hosts.get(0);
        Act act = call.act();
        WithBlob with = new WithBlob(given);
        WithBlob.Content blob = with.read(file, host, act);
        Fingerprint wanted = blob.wanted.fingerprint();
        console.record()
                .key(
                        KeyFact.of(
                                KeyFact.TARGET,
                                wanted,
                                "expected, from the operator",
                                "to be in the vault as " + vault.name()));
        KeyProfile profile = new ProfileOption(given).profile();
        Optional<VaultKeyKind> stated =
                with.stated(blob.wanted, profile, access().allowWeakKey(), console);
        if (stated.isPresent()) {
            stated.get().requireAt(host, VaultProtection.HSM);
        }
        ImportProgress progress = interruptible(call);
        KeyVault connected = vault.connect(host, console);
        WithBlob.Checked checked = blob.checkedIn(connected, act);
        Declared declared = checked.declared(stated, profile);
        VaultImport importing = into(connected, act, progress);
        importing.lookFor(wanted);
        VaultImport.Imported imported = importing.blob(declared, blob.inVault(), checked.keys());
        print(List.of(ImportedKey.of(imported, Optional.empty(), profile)), 1, console);
        imported.proof().requirePassed();
    }

    private static ImportProgress interruptible(Call call) {
        ImportStop stop = new ImportStop(call.console());
        call.interruptible(stop.interruption());
        return stop.progress();
    }

    private void importKey(TypedSource key, Call call) throws KeyTransferException {
        Console console = call.console();
        WithKey with = new WithKey(given);
        KeyProfile profile = new ProfileOption(given).profile();
        try (CommandWrapPolicy policy = with.policy(access().token().module(), console);
                OpenedSource opened =
                        policy.opened(() -> OpenedSource.of(key, access(), console))) {
            ImportProgress progress = interruptible(call);
            policy.applyTo(opened.key());
            VaultProtection chosen = with.protection(opened.key(), profile, console);
            List<VaultImport> imports = imports(opened, chosen, progress, call);
            List<ImportedKey> reports = new ArrayList<>();
            try {
                for (VaultImport importing : imports) {
                    VaultImport.Imported imported = imported(importing, opened, chosen, call);
                    reports.add(
                            ImportedKey.of(imported, Optional.of(opened.key().origin()), profile));
                    imported.proof().requirePassed();
                }
            } finally {
                print(reports, imports.size(), console);
            }
        }
    }

    /** Prints what there is, also of a run that ends early. */
    private static void print(List<ImportedKey> reports, int vaults, Console console) {
        if (vaults == 1) {
            reports.forEach(report -> console.report(report, ImportedKey.HEADLINE));
        } else {
            console.report(new Several(vaults, reports.size(), reports), SEVERAL);
        }
    }

    /** Every vault is looked at before one is changed. */
    private List<VaultImport> imports(
            OpenedSource opened, VaultProtection chosen, ImportProgress progress, Call call)
            throws KeyTransferException {
        WithKey with = new WithKey(given);
        VaultOptions vault = new VaultOptions(given);
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1 && with.existing().name().isPresent()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--kek-name is a KEK in one vault, but --vault names "
                            + hosts.size()
                            + " vaults",
                    "leave it out: the command creates a KEK in each vault");
        }
        opened.key().requireTransferable();
        KeyDescription target = opened.key().description();
        new ProfileOption(given)
                .profile()
                .check(target, access().allowWeakKey())
                .forEach(call.console()::warn);
        for (VaultHost host : hosts) {
            VaultKeyKind.of(target).requireAt(host, chosen);
            BlobWrapper.requireCeremony(host, with.rehearsal());
        }
        Act act = call.actApprovedOnce();
        List<VaultImport> imports = new ArrayList<>();
        for (VaultHost host : hosts) {
            VaultImport importing = into(vault.connect(host, call.console()), act, progress);
            importing.lookFor(target.fingerprint());
            imports.add(importing);
        }
        return imports;
    }

    private VaultImport into(KeyVault connected, Act act, ImportProgress progress)
            throws KeyTransferException {
        KeyImport.Builder importing =
                KeyImport.into(connected, KeyIdentifier.requireName(new VaultOptions(given).name()))
                        .options(
                                new NewVersionOption(given)
                                        .with(new ProfileOption(given), access()))
                        .rehearsal(new WithKey(given).rehearsal())
                        .generator(Version.generator());
        return new VaultImport(connected, importing, act, progress);
    }

    private VaultImport.Imported imported(
            VaultImport importing, OpenedSource opened, VaultProtection chosen, Call call)
            throws KeyTransferException {
        if (chosen == VaultProtection.SOFTWARE) {
            return importing.softwareKey(
                    opened.requireSoftware("a software key in a vault needs it"), opened.place());
        }
        ExistingKek existing = new WithKey(given).existing();
        return importing.key(
                opened.key(),
                opened.place(),
                existing.name().orElse(null),
                kek -> existing.authenticate(kek, call.needsApproval()));
    }
}
