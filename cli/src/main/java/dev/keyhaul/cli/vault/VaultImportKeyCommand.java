package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.CommandRecord;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.key.Protection;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.workflow.Act;
import dev.keyhaul.workflow.ImportProgress;
import dev.keyhaul.workflow.VaultImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Mixin;

/** Imports a key into one vault or several, or a finished blob into its vault, and proves it. */
public final class VaultImportKeyCommand extends ApprovedKeyCommand {
    private static final Headline SEVERAL =
            Headline.of("imports.*.key_url", "vaults", "imported", "imports.0.key_fingerprint")
                    .alwaysExcept("imports.*.proof.checks", "verdict", "pass")
                    .always("imports.0.kek_not_proven");

    @Mixin private ImportWay way = new ImportWay();

    @Mixin private VaultOptions vault = new VaultOptions();

    @Mixin private NewVersionOption newVersion = new NewVersionOption();

    @Mixin private WithKey withKey = new WithKey();

    @Mixin private WithBlob withBlob = new WithBlob();

    @Mixin private ProfileOption profile = new ProfileOption();

    private List<String> words = List.of();

    @Override
    protected CommandRecord recording(String name, List<String> arguments, Console console) {
        words = List.copyOf(arguments);
        return super.recording(name, arguments, console);
    }

    @Override
    protected void run(Console console) throws KeyTransferException {
        way.requireEffect(words);
        if (way.blob().isPresent()) {
            importBlob(way.blob().get(), console);
        } else {
            importKey(console);
        }
    }

    private void importBlob(Path file, Console console) throws KeyTransferException {
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
        Act act = act("vault import-key", console);
        WithBlob.Content blob = withBlob.read(file, host, act);
        Fingerprint wanted = blob.wanted.fingerprint();
        console.record()
                .key(
                        KeyFact.of(
                                KeyFact.TARGET,
                                wanted,
                                "expected, from the operator",
                                "to be in the vault as " + vault.name));
        VaultKeyKind kind =
                withBlob.kindOf(blob.wanted, profile.profile, access.allowWeakKey, console);
        kind.requireAt(host, Protection.HSM);
        ImportStop stop = new ImportStop(console);
        interruptible(stop.interruption());
        KeyVault connected = vault.connect(host, console);
        WorkKeys keys = blob.checkedIn(connected, act);
        VaultImport importing = into(connected, act, stop.progress());
        importing.lookFor(wanted);
        VaultImport.Imported imported = importing.blob(blob.bytes, kind, blob.inVault(), keys);
        print(List.of(ImportedKey.report(imported, Optional.empty())), 1, console);
        imported.proof().requirePassed();
    }

    private void importKey(Console console) throws KeyTransferException {
        try (CommandWrapPolicy policy = withKey.policy(access.token.module, console);
                OpenedSource opened =
                        policy.opened(() -> OpenedSource.of(way.key(), access, console))) {
            ImportStop stop = new ImportStop(console);
            interruptible(stop.interruption());
            policy.applyTo(opened.key());
            Protection chosen = withKey.protection(opened.key(), profile.profile, console);
            List<VaultImport> imports = imports(opened, chosen, stop.progress(), console);
            List<JsonObject> reports = new ArrayList<>();
            try {
                for (VaultImport importing : imports) {
                    VaultImport.Imported imported = imported(importing, opened, chosen);
                    reports.add(ImportedKey.report(imported, Optional.of(opened.key().origin())));
                    imported.proof().requirePassed();
                }
            } finally {
                print(reports, imports.size(), console);
            }
        }
    }

    /** Prints what there is, also of a run that ends early. */
    private static void print(List<JsonObject> reports, int vaults, Console console) {
        if (vaults == 1) {
            reports.forEach(report -> console.report(report, ImportedKey.HEADLINE));
        } else {
            console.report(
                    JsonObject.builder()
                            .put("vaults", vaults)
                            .put("imported", reports.size())
                            .put("imports", reports)
                            .build(),
                    SEVERAL);
        }
    }

    /** Every vault is looked at before one is changed. */
    private List<VaultImport> imports(
            OpenedSource opened, Protection chosen, ImportProgress progress, Console console)
            throws KeyTransferException {
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1 && withKey.existing.name().isPresent()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--kek-name is a KEK in one vault, but --vault names "
                            + hosts.size()
                            + " vaults",
                    "leave it out: the command creates a KEK in each vault");
        }
        opened.key().requireTransferable();
        KeyDescription target = opened.key().description();
        profile.profile.check(target, access.allowWeakKey).forEach(console::warn);
        for (VaultHost host : hosts) {
            VaultKeyKind.of(target).requireAt(host, chosen);
            BlobWrapper.requireCeremony(host, withKey.rehearsal);
        }
        Act act = new Act("vault import-key", console.record(), approvedOnce(console), console);
        List<VaultImport> imports = new ArrayList<>();
        for (VaultHost host : hosts) {
            VaultImport importing = into(vault.connect(host, console), act, progress);
            importing.lookFor(target.fingerprint());
            imports.add(importing);
        }
        return imports;
    }

    private VaultImport into(KeyVault connected, Act act, ImportProgress progress)
            throws KeyTransferException {
        return new VaultImport(
                connected,
                KeyImport.into(connected, KeyIdentifier.requireName(vault.name))
                        .options(newVersion.with(profile, access))
                        .rehearsal(withKey.rehearsal)
                        .generator(Version.generator()),
                act,
                progress);
    }

    private VaultImport.Imported imported(
            VaultImport importing, OpenedSource opened, Protection chosen)
            throws KeyTransferException {
        return chosen == Protection.SOFTWARE
                ? importing.softwareKey(
                        opened.requireSoftware("a software key in a vault needs it"),
                        opened.place())
                : importing.key(
                        opened.key(),
                        opened.place(),
                        withKey.existing.name().orElse(null),
                        kek -> withKey.existing.authenticate(kek, needsApproval()));
    }

    /** One approval is for all vaults. */
    private Act.Approval approvedOnce(Console console) {
        AtomicBoolean approved = new AtomicBoolean();
        return (subject, keys) -> {
            if (!approved.getAndSet(true)) {
                approve(subject, keys, console);
            }
        };
    }
}
