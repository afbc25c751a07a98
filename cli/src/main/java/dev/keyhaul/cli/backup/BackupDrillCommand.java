package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.workflow.CopyRestore;
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
        CopyRestore drill = chosen.restore(act("backup drill", console), expected, trust, console);
        MasterCopy copy = drill.copy();
        CopyRestore.Drilled drilled;
        try (CopyKeys keys = opening.read(copy, access)) {
            if (keys.isEmpty()) {
                try (TokenLease token = opening.openToken(copy, access, console);
                        OpenedEvidenceKey signer =
                                evidence.signing.open(List.of(token), access, console)) {
                    drilled = drill.signingWith(signer.signer().orElse(null)).drill(token);
                }
            } else {
                try (OpenedEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
                    drilled =
                            drill.signingWith(signer.signer().orElse(null))
                                    .drill(
                                            keys::restore,
                                            keys.recipientOf(copy)
                                                    .map(entry -> entry.recipient().describe())
                                                    .orElse("-"));
                }
            }
        }
        console.report(RestoreReport.ofDrill(copy, drilled.recipient(), drilled.head()), HEADLINE);
    }
}
