package dev.keyhaul.cli.vault;

import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.reports.ImportedKey;
import dev.keyhaul.reports.record.BlobGate;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.tenant.TenantKey;
import dev.keyhaul.terminal.Headline;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a command adds to an import: notes, its record, an approval, lint before the upload. */
final class ImportSteps implements KeyImport.Steps {
    static final Headline HEADLINE =
            Headline.of(
                            "key_url",
                            "key_fingerprint",
                            "kty",
                            "kek_authenticated_by",
                            "proof.passed",
                            "next_commands")
                    .alwaysExcept("proof.checks", "verdict", "pass")
                    .always("kek_not_proven");

    private final VaultHost vault;
    private final Optional<TransferableKey> key;
    private final Approval approval;
    private final ImportStop stop;
    private final Console console;
    private Optional<KeyExchangeKey> kek = Optional.empty();
    private @Nullable JsonObject report;

    /** What must be approved, too, when the rules allow the import. */
    interface Approval {
        /**
         * Goes on if it is approved.
         *
         * @param kek that is in the vault already, if the key goes under such a one
         */
        void require(Optional<KeyExchangeKey> kek) throws KeyTransferException;
    }

    /** For an import of this key; empty where only its blob is known, or the vault makes it. */
    ImportSteps(
            VaultHost vault,
            Optional<TransferableKey> key,
            Approval approval,
            ImportStop stop,
            Console console) {
        this.vault = vault;
        this.key = key;
        this.approval = approval;
        this.stop = stop;
        this.console = console;
    }

    /** Returns the report of the key in the vault. */
    JsonObject report() {
        if (report == null) {
            throw new IllegalStateException("no key was proven");
        }
        return report;
    }

    @Override
    public void warning(String text) {
        console.warn(text);
    }

    @Override
    public void approve() throws KeyTransferException {
        stop.requireGoesOn();
        approval.require(kek);
    }

    @Override
    public void kekToBeMade(String name) throws KeyTransferException {
        stop.kekToBeMade(vault, name);
    }

    @Override
    public void kekMade(KeyIdentifier made) {
        stop.kekMade(made);
        console.note("made a KEK for this import: " + made);
    }

    @Override
    public void held(VaultKey there) {
        console.note(there.id() + " already holds this key: it was proven, and not imported again");
    }

    @Override
    public void kek(KeyExchangeKey under) {
        kek = Optional.of(under);
        RecordFacts.kek(console.record(), under);
        key.ifPresent(target -> RecordFacts.target(console.record(), target));
    }

    @Override
    public void wrapped(KeyTransferBlob blob, byte[] file, KekRecord under)
            throws KeyTransferException {
        RecordFacts.proof(console.record(), blob.wrapped());
        new BlobGate(file, "the blob", NextStep::of, console::warn)
                .requireClean(
                        LintContext.fileAlone(Clock.systemUTC().instant())
                                .withKek(LintContext.Kek.of(under))
                                .withVault(under.kid().vault()));
    }

    @Override
    public void sending() throws KeyTransferException {
        stop.toBeSent();
    }

    @Override
    public void proven(VaultKey inVault, VaultProof proof) throws KeyTransferException {
        stop.imported(inVault.id());
        RecordFacts.inVault(console.record(), inVault, proof);
        report =
                ImportedKey.report(
                        inVault,
                        proof,
                        key.map(TransferableKey::origin),
                        kek,
                        nextCommands(key.map(TransferableKey::origin), inVault));
    }

    @Override
    public void kekDisabled(KeyIdentifier disabled) {
        stop.kekDisabled();
        RecordFacts.disabled(console.record(), disabled);
        console.note("disabled the KEK " + disabled);
    }

    /** A key of AD RMS comes to the tenant with its domain. */
    private static List<String> nextCommands(Optional<KeyOrigin> origin, VaultKey key) {
        // Rights Management takes RSA alone.
        return key.kind() != VaultKeyKind.RSA
                ? List.of()
                : origin.filter(AdRmsKey::is)
                        .map(home -> domainCommands(home.location(), key.id()))
                        .orElseGet(() -> TenantKey.nextCommands(key.id()));
    }

    private static List<String> domainCommands(String keyedFile, KeyIdentifier key) {
        List<String> commands = new ArrayList<>();
        commands.add(
                ShellCommand.of("keyhaul tpd convert")
                        .path(keyedFile)
                        .words("--keyless-out keyless.xml")
                        .toString());
        commands.addAll(ImportCommands.ofKeyless("keyless.xml", key));
        return commands;
    }
}
