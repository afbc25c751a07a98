package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.CommandRecord;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenPolicy;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.key.Protection;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private boolean approved;

    @Override
    protected CommandRecord recording(String name, List<String> arguments, Console console) {
        words = List.copyOf(arguments);
        return super.recording(name, arguments, console);
    }

    @Override
    protected void run(Console console) throws KeyTransferException {
        way.requireEffect(words);
        try (ImportStop stop = new ImportStop(console)) {
            if (way.blob().isPresent()) {
                importBlob(way.blob().get(), stop, console);
            } else {
                importKey(stop, console);
            }
        }
    }

    /** A vault that the key goes to, and the key where that vault holds it already. */
    private record Destination(
            KeyVault connected, KeyImport importing, ImportSteps steps, Optional<VaultKey> held) {}

    private void importBlob(Path file, ImportStop stop, Console console)
            throws KeyTransferException {
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1) {
            throw new UsageException(
                    "--vault is given " + hosts.size() + " times, and --blob goes into one vault",
                    "name the vault of the KEK that the blob was made for");
        }
        VaultHost host = hosts.get(0);
        WithBlob.Content blob = withBlob.read(file, host, console);
        Fingerprint wanted = blob.wanted.fingerprint();
        console.record()
                .key(
                        KeyFact.of(
                                KeyFact.TARGET,
                                wanted,
                                "expected, as the operator was told",
                                "to be in the vault as " + vault.name));
        VaultKeyKind kind =
                withBlob.kindOf(blob.wanted, profile.profile, access.allowWeakKey, console);
        kind.requireAt(host, Protection.HSM);
        interruptible(stop.interruption());
        KeyVault connected = vault.connect(host, console);
        WorkKeys keys = blob.checkedIn(connected, console);
        ImportSteps steps =
                new ImportSteps(
                        host,
                        Optional.empty(),
                        kek ->
                                approveOnce(
                                        subject()
                                                .with("blob_sha256", Sha256.hex(blob.bytes))
                                                .with("expected_key", wanted),
                                        keys,
                                        console),
                        stop,
                        console);
        Destination to = destination(connected, steps, wanted);
        LeftKeks.disable(connected, console);
        VaultProof proof =
                to.held.isPresent()
                        ? to.importing.ofHeld(to.held.get(), blob.inVault())
                        : to.importing.ofBlob(blob.bytes, kind, blob.inVault());
        print(List.of(steps.report()), 1, console);
        proof.requirePassed();
    }

    private void importKey(ImportStop stop, Console console) throws KeyTransferException {
        try (OpenPolicy policy = withKey.policy(console);
                OpenKey opened = policy.opened(() -> OpenKey.of(way.key(), access, console))) {
            interruptible(stop.interruption());
            policy.applyTo(opened.key());
            Protection chosen = withKey.protection(opened.key(), profile.profile, console);
            List<Destination> destinations = destinations(opened, chosen, stop, console);
            List<JsonObject> reports = new ArrayList<>();
            try {
                for (Destination to : destinations) {
                    VaultProof proof = imported(to, opened, chosen, console);
                    reports.add(to.steps.report());
                    proof.requirePassed();
                }
            } finally {
                print(reports, destinations.size(), console);
            }
        }
    }

    /** Prints what there is, also of a run that ends early. */
    private static void print(List<JsonObject> reports, int vaults, Console console) {
        if (vaults == 1) {
            reports.forEach(report -> console.report(report, ImportSteps.HEADLINE));
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
    private List<Destination> destinations(
            OpenKey opened, Protection chosen, ImportStop stop, Console console)
            throws KeyTransferException {
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1 && withKey.existing.name().isPresent()) {
            throw new UsageException(
                    "--kek-name is a KEK of one vault, and there are " + hosts.size() + " vaults",
                    "leave it out, and a KEK is made in each");
        }
        opened.key().requireTransferable();
        KeyDescription target = opened.key().description();
        profile.profile.check(target, access.allowWeakKey).forEach(console::warn);
        for (VaultHost host : hosts) {
            VaultKeyKind.of(target).requireAt(host, chosen);
            BlobDoor.requireCeremony(host, withKey.rehearsal);
        }
        List<Destination> destinations = new ArrayList<>();
        for (VaultHost host : hosts) {
            KeyVault connected = vault.connect(host, console);
            ImportSteps steps =
                    new ImportSteps(
                            host,
                            Optional.of(opened.key()),
                            kek -> approve(opened, chosen, kek, console),
                            stop,
                            console);
            destinations.add(destination(connected, steps, target.fingerprint()));
        }
        return destinations;
    }

    private Destination destination(KeyVault connected, ImportSteps steps, Fingerprint expected)
            throws KeyTransferException {
        KeyImport importing =
                KeyImport.into(connected, vault.name)
                        .options(newVersion.with(profile, access))
                        .rehearsal(withKey.rehearsal)
                        .generator(Version.generator())
                        .steps(steps)
                        .build();
        return new Destination(connected, importing, steps, importing.held(expected));
    }

    private VaultProof imported(Destination to, OpenKey opened, Protection chosen, Console console)
            throws KeyTransferException {
        LeftKeks.disable(to.connected, console);
        TransferableKey target = opened.key();
        // A key that goes under a KEK is noted after it.
        if (to.held.isPresent() || chosen == Protection.SOFTWARE) {
            RecordFacts.target(console.record(), target);
        }
        if (to.held.isPresent()) {
            return to.importing.ofHeld(
                    to.held.get(), ExpectedKey.tenantKey(target.description(), chosen));
        }
        if (chosen == Protection.SOFTWARE) {
            return to.importing.asSoftwareKey(
                    opened.requireSoftware("a software key in a vault needs it"));
        }
        ExistingKek existing = withKey.existing;
        if (existing.name().isEmpty()) {
            return to.importing.underNewKek(target);
        }
        KekRecord record = to.connected.downloadKek(existing.name().get());
        return to.importing.under(existing.authenticate(record, needsApproval()), record, target);
    }

    private static String shown(Optional<KeyExchangeKey> kek, Protection chosen) {
        if (kek.isPresent()) {
            return Fingerprint.of(kek.get().publicKey()) + " " + kek.get().kid();
        }
        return chosen == Protection.SOFTWARE
                ? "none: the key itself is sent over TLS"
                : "a new one, disabled after the import";
    }

    private static ApprovalSubject subject() {
        return ApprovalSubject.to("vault import-key");
    }

    private void approve(
            OpenKey opened, Protection chosen, Optional<KeyExchangeKey> kek, Console console)
            throws KeyTransferException {
        WorkKeys target = WorkKeys.target(opened.key().description().fingerprint());
        approveOnce(
                subject()
                        .with("key", opened.key().description().fingerprint())
                        .with("key_location", opened.place())
                        .with("protection", chosen.name().toLowerCase(Locale.ROOT))
                        .with("kek", shown(kek, chosen)),
                kek.isPresent() ? target.and(WorkKeys.kek(kek.get().publicKey())) : target,
                console);
    }

    /** One approval is for all vaults. */
    private void approveOnce(ApprovalSubject subject, WorkKeys keys, Console console)
            throws KeyTransferException {
        if (!approved) {
            approved = true;
            approve(subject, keys, console);
        }
    }
}
