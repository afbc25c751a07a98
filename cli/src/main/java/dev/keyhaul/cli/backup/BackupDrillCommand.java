package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.recipient.SoftwareDrill;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.OpenEvidenceKey;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.reports.record.CopyNotes;
import dev.keyhaul.terminal.Headline;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Restores a master copy in a test. */
public final class BackupDrillCommand extends RecordedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of(
                    "id", "drilled_in", "key_fingerprint", "proof", "left_behind", "journal_head");

    @Mixin private CopyOption chosen = new CopyOption();

    @Mixin private ExpectedKeyOption expected = new ExpectedKeyOption();

    @Mixin private OpeningOptions opening = new OpeningOptions();

    @Mixin private TrustOptions trust = new TrustOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        Fingerprint fingerprint = expected.read().fingerprint();
        StoreTrust known = trust.read();
        MasterCopyStore opened = chosen.store.open(console);
        MasterCopy copy = opened.get(chosen.id);
        CopyNotes.used(console.record(), copy);
        copy.requireExpected(fingerprint);
        console.note("the copy is " + known.check(opened, copy).label());
        try (CopyKeys keys = opening.read(copy, access)) {
            if (keys.isEmpty()) {
                inToken(opened, copy, fingerprint, console);
            } else {
                inMemory(opened, copy, keys, fingerprint, console);
            }
        }
    }

    private void inMemory(
            MasterCopyStore opened,
            MasterCopy copy,
            CopyKeys keys,
            Fingerprint fingerprint,
            Console console)
            throws KeyTransferException {
        try (OpenEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
            MasterCopyStore store = signer.sign(opened);
            store.requireNext();
            SwapSpace.warnIfClear(console::warnOnce);
            RestoreProof proof = SoftwareDrill.prove(keys.restore(copy), copy, fingerprint, now());
            String recipient =
                    keys.recipientOf(copy).map(entry -> entry.recipient().describe()).orElse("-");
            record(store, copy, proof, recipient, console);
        }
    }

    private void inToken(
            MasterCopyStore opened, MasterCopy copy, Fingerprint fingerprint, Console console)
            throws KeyTransferException {
        try (TokenLease token = opening.openToken(copy, access, console);
                OpenEvidenceKey signer = evidence.signing.open(List.of(token), access, console)) {
            MasterCopyStore store = signer.sign(opened);
            store.requireNext();
            token.findings().forEach(console::warn);
            RestoreProof proof = TokenKeyRecipient.drill(token.token(), copy, fingerprint, now());
            record(store, copy, proof, "token " + token.token().info().label(), console);
        }
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private void record(
            MasterCopyStore store,
            MasterCopy copy,
            RestoreProof proof,
            String recipient,
            Console console)
            throws KeyTransferException {
        JournalHead head = store.recordDrill(proof, recipient, HostName.operator());
        CopyNotes.opened(
                console.record(),
                copy,
                "restored in " + recipient + ": " + RestoreReport.used(copy));
        console.report(RestoreReport.ofDrill(copy, recipient, head), HEADLINE);
    }
}
