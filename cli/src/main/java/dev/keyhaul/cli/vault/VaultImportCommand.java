package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenPolicy;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyKind;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Imports a key into one vault or several, and proves it in each. */
public final class VaultImportCommand extends ApprovedKeyCommand {
    private static final Headline SEVERAL =
            Headline.of("imports.*.key_url", "vaults", "imported", "imports.0.key_fingerprint")
                    .alwaysExcept("imports.*.proof.checks", "verdict", "pass")
                    .always("imports.0.kek_not_proven");

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Mixin private VaultOptions vault = new VaultOptions();

    @Mixin private NewVersionOption newVersion = new NewVersionOption();

    @Mixin private ExistingKek existing = new ExistingKek();

    @Option(
            names = "--protection",
            paramLabel = "hsm|software",
            description =
                    "what guards the key in the vault (default: hsm for a key in a token or of AD"
                            + " RMS, software for another key from a file)")
    private @Nullable Protection protection;

    @Mixin private WrapOptions wrap = new WrapOptions();

    @Option(names = "--rehearsal", description = "allow the local vault: the key is for rehearsal")
    private boolean rehearsal;

    @Mixin private ProfileOption profile = new ProfileOption();

    private boolean approved;

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (ImportStop stop = new ImportStop(console);
                OpenPolicy policy = wrap.open(console);
                OpenKey opened = policy.opened(() -> OpenKey.of(key.source, access, console))) {
            interruptible(stop.interruption());
            policy.applyTo(opened.key());
            Protection chosen = chooseProtection(opened.key(), console);
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

    /** A vault that the key goes to, and the key where that vault holds it already. */
    private record Destination(
            KeyVault connected, KeyImport importing, ImportSteps steps, Optional<VaultKey> held) {}

    /** Every vault is looked at before one is changed. */
    private List<Destination> destinations(
            OpenKey opened, Protection chosen, ImportStop stop, Console console)
            throws KeyTransferException {
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1 && existing.name().isPresent()) {
            throw new UsageException(
                    "--kek-name is a KEK of one vault, and there are " + hosts.size() + " vaults",
                    "leave it out, and a KEK is made in each");
        }
        opened.key().requireTransferable();
        KeyDescription target = opened.key().description();
        profile.profile.check(target, access.allowWeakKey).forEach(console::warn);
        for (VaultHost host : hosts) {
            KeyKind.of(target).requireAt(host, chosen);
            BlobDoor.requireCeremony(host, rehearsal);
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
            KeyImport importing =
                    KeyImport.into(connected, vault.name)
                            .options(newVersion.with(profile, access))
                            .rehearsal(rehearsal)
                            .generator(Version.generator())
                            .steps(steps)
                            .build();
            destinations.add(
                    new Destination(
                            connected, importing, steps, importing.held(target.fingerprint())));
        }
        return destinations;
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

    private void approve(
            OpenKey opened, Protection chosen, Optional<KeyExchangeKey> kek, Console console)
            throws KeyTransferException {
        if (approved) {
            return;
        }
        approved = true;
        WorkKeys target = WorkKeys.target(opened.key().description().fingerprint());
        approve(
                ApprovalSubject.to("vault import")
                        .with("key", opened.key().description().fingerprint())
                        .with("key_location", opened.place())
                        .with("protection", chosen.name().toLowerCase(Locale.ROOT))
                        .with("kek", shown(kek, chosen)),
                kek.isPresent() ? target.and(WorkKeys.kek(kek.get().publicKey())) : target,
                console);
    }

    private Protection chooseProtection(TransferableKey target, Console console)
            throws UsageException {
        boolean inFile = target.origin().protection() == KeyOrigin.Protection.SOFTWARE;
        Protection chosen = protection != null ? protection : AdRmsKey.usualProtection(target);
        if (chosen == Protection.SOFTWARE && !inFile) {
            throw new UsageException(
                    (target.origin().protection().isToken()
                                    ? "a token key"
                                    : "a key in " + target.origin().protection().label())
                            + " cannot be imported as a software key",
                    "leave --protection out");
        }
        existing.check();
        if (chosen == Protection.SOFTWARE && existing.name().isPresent()) {
            throw new UsageException(
                    "a software key is not wrapped under a KEK",
                    "leave --kek-name out, or give --protection hsm");
        }
        if (chosen == Protection.HSM
                && inFile
                && !AdRmsKey.is(target.origin())
                && profile.profile == KeyProfile.TENANT_KEY) {
            console.warn(
                    "the key was in a file: anyone who copied it there still has it, whatever protects"
                            + " it now; Microsoft describes this way to HSM protection only for keys "
                            + "of AD RMS");
        }
        return chosen;
    }
}
