package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.byok.BlobGate;
import dev.keyhaul.cli.byok.NewBlob;
import dev.keyhaul.cli.command.RecordedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenPolicy;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyKind;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.LostAnswer;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.rehearsal.RecordFacts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Wraps, imports, proves. */
public final class VaultImportCommand extends RecordedCommand {
    private static final int KEK_BITS = 4096;

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Mixin private NewKeyOptions vault = new NewKeyOptions();

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

    @Mixin private ApprovalOptions approval = new ApprovalOptions();

    @Mixin private ProfileOption profile = new ProfileOption();

    private boolean approved;

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenPolicy policy = wrap.open(console);
                OpenKey opened = OpenKey.of(key.source, access, console)) {
            policy.applyTo(opened.key());
            Protection chosen = chooseProtection(opened.key(), console);
            List<Destination> destinations = destinations(opened.key(), chosen, console);
            ImportReports reports = new ImportReports(destinations.size(), console);
            try {
                for (Destination destination : destinations) {
                    reports.add(proven(destination, opened, chosen, console));
                }
            } finally {
                reports.print();
            }
        }
    }

    /** A vault that the key goes to, and the key where that vault holds it already. */
    private record Destination(VaultHost host, KeyVault connected, Optional<VaultKey> held) {}

    /** Every vault is looked at before one is changed. */
    private List<Destination> destinations(
            TransferableKey target, Protection chosen, Console console)
            throws KeyTransferException {
        List<VaultHost> hosts = vault.hosts();
        if (hosts.size() > 1 && existing.name().isPresent()) {
            throw new UsageException(
                    "--kek-name is a KEK of one vault, and there are " + hosts.size() + " vaults",
                    "leave it out, and a KEK is made in each");
        }
        profile.profile.check(target.description(), access.allowWeakKey).forEach(console::warn);
        List<Destination> destinations = new ArrayList<>();
        for (VaultHost host : hosts) {
            KeyKind.of(target.description()).requireAt(host, chosen);
            if (chosen == Protection.HSM) {
                BlobDoor.requireCeremony(host, rehearsal);
            }
        }
        for (VaultHost host : hosts) {
            KeyVault connected = vault.connect(host, console);
            Optional<VaultKey> held =
                    vault.held(connected, target.description().fingerprint(), console);
            destinations.add(new Destination(host, connected, held));
        }
        return destinations;
    }

    private ImportedKey.Proven proven(
            Destination to, OpenKey opened, Protection chosen, Console console)
            throws KeyTransferException {
        if (to.held().isPresent()) {
            RecordFacts.target(console.record(), opened.key());
            return prove(to, to.held().get(), opened.key(), chosen, Optional.empty(), console);
        }
        return chosen == Protection.SOFTWARE
                ? importAsSoftwareKey(to, opened, console)
                : importUnderKek(to, opened, console);
    }

    private void approve(OpenKey opened, Protection chosen, Object kek, Console console)
            throws KeyTransferException {
        if (approved) {
            return;
        }
        approved = true;
        approval.require(
                ApprovalSubject.to("vault import")
                        .with("key", opened.key().description().fingerprint())
                        .with("key_location", opened.place())
                        .with("vault", hosts())
                        .with("name", vault.name())
                        .with("new_version_of_a_key", vault.newVersion)
                        .with("protection", chosen.name().toLowerCase(Locale.ROOT))
                        .with("kek", kek),
                evidence,
                console);
    }

    private String hosts() {
        return vault.hosts().stream().map(VaultHost::toString).collect(Collectors.joining(", "));
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
                            + " it now; Microsoft describes this way to HSM protection for keys of AD"
                            + " RMS alone");
        }
        return chosen;
    }

    private ImportedKey.Proven importAsSoftwareKey(Destination to, OpenKey opened, Console console)
            throws KeyTransferException {
        RecordFacts.target(console.record(), opened.key());
        SoftwareKey software = opened.requireSoftware("a software key in a vault needs it");
        approve(opened, Protection.SOFTWARE, "none: the key itself is sent over TLS", console);
        VaultKey imported =
                sending(to.connected(), software, console)
                        .send(
                                () ->
                                        to.connected()
                                                .importSoftwareKey(
                                                        vault.name(),
                                                        software,
                                                        Protection.SOFTWARE,
                                                        options()));
        return prove(to, imported, software, Protection.SOFTWARE, Optional.empty(), console);
    }

    private ImportOptions options() {
        return vault.options().withProfile(profile.profile, access.allowWeakKey);
    }

    private LostAnswer sending(KeyVault connected, TransferableKey key, Console console) {
        return new LostAnswer(
                connected, vault.name(), options(), key.description().fingerprint(), console::warn);
    }

    private ImportedKey.Proven prove(
            Destination to,
            VaultKey imported,
            TransferableKey key,
            Protection chosen,
            Optional<KeyExchangeKey> kek,
            Console console)
            throws KeyTransferException {
        return ImportedKey.prove(
                to.connected(),
                imported,
                ExpectedKey.tenantKey(key.description(), chosen)
                        .withPurgeAllowed(profile.allowsPurge()),
                Optional.of(key.origin()),
                kek,
                console);
    }

    private ImportedKey.Proven importUnderKek(Destination to, OpenKey opened, Console console)
            throws KeyTransferException {
        if (existing.name().isPresent()) {
            return importUnderExisting(existing.name().get(), to, opened, console);
        }
        KeyVault connected = to.connected();
        connected.requireAzuresTls();
        approve(opened, Protection.HSM, "a new one, disabled after the import", console);
        VaultKey kek = connected.createKek(kekNameFor(vault.name()), KEK_BITS);
        console.note("made a KEK for this import: " + kek.id());
        ImportedKey.Proven proven;
        try {
            proven = importUnderNew(connected.recordOf(kek), to, opened.key(), console);
        } catch (KeyTransferException e) {
            disableAfter(e, connected, kek.id());
            throw e;
        }
        connected.disable(kek.id());
        RecordFacts.disabled(console.record(), kek.id());
        console.note("disabled the KEK " + kek.id());
        return proven;
    }

    private ImportedKey.Proven importUnderExisting(
            String name, Destination to, OpenKey opened, Console console)
            throws KeyTransferException {
        KekRecord record = to.connected().downloadKek(name);
        KeyExchangeKey kek = existing.authenticate(record, approval.isRequired());
        String shown = Fingerprint.of(kek.publicKey()) + " " + kek.kid();
        return importUnder(
                kek,
                record,
                to,
                opened.key(),
                () -> approve(opened, Protection.HSM, shown, console),
                console);
    }

    /** The very version that the vault answered with when it created the KEK. */
    private ImportedKey.Proven importUnderNew(
            KekRecord created, Destination to, TransferableKey target, Console console)
            throws KeyTransferException {
        KeyExchangeKey kek =
                KekCandidate.of(created, Clock.systemUTC().instant())
                        .authenticate(new KekProvenance.VaultAnswer(created));
        return importUnder(kek, created, to, target, () -> {}, console);
    }

    private ImportedKey.Proven importUnder(
            KeyExchangeKey kek,
            KekRecord record,
            Destination to,
            TransferableKey target,
            NewBlob.Approval approved,
            Console console)
            throws KeyTransferException {
        kek.requireIn(to.host());
        RecordFacts.kek(console.record(), kek);
        NewBlob made =
                NewBlob.of(
                        target,
                        kek,
                        NewBlob.door(kek, profile, access, rehearsal).build(),
                        approved,
                        console);
        byte[] file = made.toFile();
        new BlobGate(file, "the blob", console)
                .requireClean(
                        new LintContext(
                                Optional.of(LintContext.Kek.of(record)),
                                Optional.empty(),
                                Optional.of(to.host()),
                                Clock.systemUTC().instant()));
        VaultKey imported =
                sending(to.connected(), target, console)
                        .send(
                                () ->
                                        to.connected()
                                                .importBlob(
                                                        vault.name(),
                                                        file,
                                                        KeyKind.of(target.description()),
                                                        options()));
        return prove(to, imported, target, Protection.HSM, Optional.of(kek), console);
    }

    private static String kekNameFor(String name) {
        return name + "-kek-" + Clock.systemUTC().instant().getEpochSecond();
    }

    /** What went wrong first is what the operator must hear. */
    private static void disableAfter(
            KeyTransferException failure, KeyVault connected, KeyIdentifier kek) {
        try {
            connected.disable(kek);
        } catch (KeyTransferException e) {
            failure.addSuppressed(e);
        }
    }
}
